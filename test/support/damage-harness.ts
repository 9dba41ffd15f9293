/** @file A data folder whose files a test damages: intact again before each test, and what every refusal to start has in common. */
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import type { CliResult } from './cli.ts'
import { DAMAGES } from './damages.ts'
import { writeMedia } from './media.ts'
import { must, openWatchCliHarness, type WatchCliHarness } from './watch-cli-harness.ts'

export let harness: WatchCliHarness
/** A copy of the intact data folder, after two clips of a watched folder were sent. */
export let whole = ''
/** How many uploads that made. */
export let sent = 0

/** Gives each test of a file an intact data folder. */
export function useDamageHarness(): void {
  beforeAll(async () => {
    harness = await openWatchCliHarness({ env: { STATION_KEY: 'X-Key: s3cr3t' } })
    await writeMedia(join(harness.clips, 'one.mxf'), 20_000)
    await writeMedia(join(harness.clips, 'day1/two.mxf'), 20_000)
    await must(harness.cli('account', 'update', 'Studio', '--secret', 'headers=env:STATION_KEY'))
    await must(harness.cli('settings', 'set', 'concurrency=2'))
    await harness.add()
    expect((await harness.run('--once').result).code).toBe(0)
    sent = harness.creations.length
    expect(sent).toBe(2)
    whole = harness.in('whole')
    await cp(harness.dataDir, whole, { recursive: true })
  })

  afterAll(() => harness[Symbol.asyncDispose]())

  beforeEach(restoreDataFolder)
}

/** The data folder as it was before anything was damaged. */
export async function restoreDataFolder(): Promise<void> {
  await rm(harness.dataDir, { recursive: true })
  await cp(whole, harness.dataDir, { recursive: true })
}

/** How a host is started, by a person or by the system. */
export const STARTS = [
  () => harness.cli('watch', 'run'),
  () => harness.cli('upload', join(harness.clips, 'one.mxf'), '--account', 'Studio'),
  () => harness.cli('serve'),
] as const

export const inDataFolder = (name: string): string => join(harness.dataDir, name)

export async function damage(file: string, how: keyof typeof DAMAGES): Promise<Buffer> {
  const damaged = DAMAGES[how]?.(await readFile(inDataFolder(file))) ?? Buffer.alloc(0)
  await writeFile(inDataFolder(file), damaged)
  return damaged
}

export async function expectRefusal(start: () => Promise<CliResult>, kept: string, why = ''): Promise<void> {
  const { code, stdout, stderr } = await start()
  expect({ code, stdout }, `${why}\n${stderr}`).toEqual({ code: 2, stdout: '' })
  expect(stderr, why).toContain(kept)
  expect(stderr, why).toContain('reelay repair')
}

export async function keptDamagedFiles(): Promise<string[]> {
  return (await readdir(harness.dataDir)).filter((name) => name.includes('.damaged-')).sort()
}
