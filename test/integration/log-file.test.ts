import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createRotatedFile } from '../../src-main/rotated-file.ts'
import { mountTinyDisk, preventRename } from '../support/mounts.ts'
import { tempFolder } from '../support/temp-folder.ts'

const CHILD = fileURLToPath(new URL('../support/logging-child.ts', import.meta.url))
const LINES = 20_000
const MAX_BYTES = 200_000

/** Lets a process log; `during` runs after every thousand lines, and the process waits for it. */
async function logMuch(dataDir: string, during: (line: number) => Promise<void> = async () => {}): Promise<number | null> {
  const child = spawn(process.execPath, [CHILD, dataDir, String(LINES), String(MAX_BYTES)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exit = once(child, 'exit') as Promise<[number | null]>
  for await (const line of createInterface({ input: child.stdout })) {
    await during(Number(line))
    child.stdin.write('\n')
  }
  const [code] = await exit
  return code
}

async function linesIn(file: string): Promise<string[]> {
  return (await readFile(file, 'utf8')).trimEnd().split('\n')
}

/** Numbers of the lines in a log; what is no line is `NaN`. */
async function numbersIn(file: string): Promise<number[]> {
  return (await linesIn(file)).map((line) => {
    try {
      return Number(/^line (\d+) /.exec((JSON.parse(line) as { msg: string }).msg)?.[1])
    } catch {
      return Number.NaN
    }
  })
}

describe('the log of a process that runs for long', () => {
  it('begins anew when it is full, and a few old ones are kept, all of them private and whole', async () => {
    await using folder = await tempFolder()
    expect(await logMuch(folder.path)).toBe(0)
    const logs = folder.in('logs')
    const names = (await readdir(logs)).sort()
    expect(names).toEqual(['reelay.log', 'reelay.log.1', 'reelay.log.2', 'reelay.log.3'])
    const numbers: number[] = []
    for (const name of names.toReversed()) {
      const { size, mode } = await stat(join(logs, name))
      expect(size).toBeLessThan(MAX_BYTES + 1_000)
      if (process.platform !== 'win32') expect(mode & 0o777).toBe(0o600)
      numbers.push(...(await numbersIn(join(logs, name))))
    }
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, n) => LINES - numbers.length + n))
  })

  it('is made again when its folder is deleted, and goes on in its own file when that is taken away', async () => {
    await using folder = await tempFolder()
    const file = folder.in('logs', 'reelay.log')
    const code = await logMuch(folder.path, async (line) => {
      if (line === 5_000) await rm(folder.in('logs'), { recursive: true })
      if (line === 12_000) {
        await rm(file)
        await writeFile(file, '')
      }
    })
    expect(code).toBe(0)
    expect((await numbersIn(file)).at(-1)).toBe(LINES - 1)
  })

  it('loses what a full disk does not take, and goes on when there is room again', async ({ skip }) => {
    await using folder = await tempFolder()
    await using disk = await mountTinyDisk(folder.in('data'), 128)
    if (!disk) return skip('a small disk cannot be mounted here')
    const file = folder.in('data', 'logs', 'reelay.log')
    await writeFile(folder.in('data', 'ballast'), Buffer.alloc(64_000))
    const code = await logMuch(folder.in('data'), async (line) => {
      if (line === 15_000) for (const name of ['ballast', 'logs/reelay.log']) await rm(folder.in('data', name), { force: true })
    })
    expect(code).toBe(0)
    const numbers = await numbersIn(file)
    expect(numbers.filter(Number.isNaN).length).toBeLessThanOrEqual(2)
    expect(numbers.length).toBeGreaterThan(100)
  })
})

describe('a full log that another program holds', () => {
  const LINE = `${'x'.repeat(99)}\n`

  async function contents(folder: string): Promise<Record<string, string>> {
    const names = (await readdir(folder)).sort()
    return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')])))
  }

  it('costs no old one, however often it is tried, and gets its number when it is let go', async (context) => {
    await using folder = await tempFolder()
    const old = { 'log.1': 'newest', 'log.2': 'older', 'log.3': 'oldest' }
    for (const [name, text] of Object.entries(old)) await writeFile(folder.in(name), text)
    const log = createRotatedFile(folder.in('log'), { maxBytes: LINE.length, oldFiles: 3 })
    await using held = preventRename(folder.in('log'))
    context.skip(held === null, 'a file cannot be mounted here')
    // Where it is twice as long as it may be it begins anew.
    for (let line = 0; line < 6; line += 1) log.write(LINE)
    expect(await contents(folder.path)).toEqual({ ...old, log: LINE.repeat(2) })
    held?.unmount()
    log.write('after')
    expect(await contents(folder.path)).toEqual({ 'log.3': 'older', 'log.2': 'newest', 'log.1': LINE.repeat(2), log: 'after' })
  })

  it('loses nothing either when an old one is held that would have to give way', async (context) => {
    await using folder = await tempFolder()
    for (const name of ['log.1', 'log.2']) await writeFile(folder.in(name), name)
    const log = createRotatedFile(folder.in('log'), { maxBytes: LINE.length, oldFiles: 3 })
    await using held = preventRename(folder.in('log.1'))
    context.skip(held === null, 'a file cannot be mounted here')
    log.write(LINE)
    log.write('second')
    log.write('third')
    held?.unmount()
    log.write(LINE)
    log.write('last')
    expect((await readdir(folder.path)).sort()).toEqual(['log', 'log.1', 'log.2', 'log.3'])
    const all = Object.values(await contents(folder.path)).join('')
    for (const text of ['log.1', LINE, 'second', 'third', 'last']) expect(all).toContain(text)
  })
})
