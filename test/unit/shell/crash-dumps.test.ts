import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { crashDumps, enableCrashDumps } from '../../../src-main/shell/lifecycle/crash-dumps.ts'
import { type TempFolder, tempFolder } from '../../support/temp-folder.ts'

const system = vi.hoisted(() => ({ paths: new Map<string, string>(), started: [] as unknown[] }))

vi.mock('electron', () => ({
  app: {
    getPath: (name: string) => system.paths.get(name) ?? '',
    setPath: (name: string, path: string) => void system.paths.set(name, path),
  },
  // Electron reads the folder when it starts.
  crashReporter: { start: (options: object) => void system.started.push({ ...options, folder: system.paths.get('crashDumps') }) },
}))

function addDump(folder: TempFolder, name: string, atSeconds: number): void {
  mkdirSync(folder.in('crashes', 'completed'), { recursive: true })
  for (const ending of ['dmp', 'meta']) writeFileSync(folder.in('crashes', 'completed', `${name}.${ending}`), name)
  utimesSync(folder.in('crashes', 'completed', `${name}.dmp`), atSeconds, atSeconds)
}

describe('memory dumps of crashes', () => {
  it('are never sent, are in a folder of ours, and the newest five are kept', async () => {
    await using folder = await tempFolder()
    system.paths.set('userData', folder.path)
    for (let age = 0; age < 8; age += 1) addDump(folder, `dump-${age}`, 1_700_000_000 - age)
    enableCrashDumps()
    expect(system.started).toEqual([{ uploadToServer: false, folder: folder.in('crashes') }])
    expect(readdirSync(folder.in('crashes', 'completed')).sort()).toEqual(
      [0, 1, 2, 3, 4].flatMap((age) => [`dump-${age}.dmp`, `dump-${age}.meta`]),
    )
    expect(crashDumps()).toEqual({ folder: folder.in('crashes'), count: 5, newestAt: '2023-11-14T22:13:20.000Z' })
  })

  it('stop no start where their folder cannot be made', async () => {
    await using folder = await tempFolder()
    writeFileSync(folder.in('crashes'), 'in the way')
    system.paths.set('userData', folder.path)
    expect(enableCrashDumps).not.toThrow()
  })
})
