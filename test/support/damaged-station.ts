/** @file A station whose files a test damages: whole again before each test, and what every refusal to start has in common. */
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import type { CliResult } from './cli.ts'
import { DAMAGES } from './damages.ts'
import { writeMedia } from './media.ts'
import { must, openWatchBench, type WatchBench } from './watch-host.ts'

export let bench: WatchBench
/** Whole files of a station that has sent two clips of a watched folder. */
export let whole = ''
/** Uploads that it made. */
export let sent = 0

/** Has a whole station before each test of a file. */
export function useStation(): void {
  beforeAll(async () => {
    bench = await openWatchBench({ env: { STATION_KEY: 'X-Key: s3cr3t' } })
    await writeMedia(join(bench.clips, 'one.mxf'), 20_000)
    await writeMedia(join(bench.clips, 'day1/two.mxf'), 20_000)
    await must(bench.cli('account', 'update', 'Studio', '--secret', 'headers=env:STATION_KEY'))
    await must(bench.cli('settings', 'set', 'concurrency=2'))
    await bench.add()
    expect((await bench.run('--once').result).code).toBe(0)
    sent = bench.creations.length
    expect(sent).toBe(2)
    whole = bench.in('whole')
    await cp(bench.dataDir, whole, { recursive: true })
  })

  afterAll(() => bench[Symbol.asyncDispose]())

  beforeEach(makeWhole)
}

/** The data folder as it was before anything was damaged. */
export async function makeWhole(): Promise<void> {
  await rm(bench.dataDir, { recursive: true })
  await cp(whole, bench.dataDir, { recursive: true })
}

/** How a station is started, by a person or by the system. */
export const STARTS = [
  () => bench.cli('watch', 'run'),
  () => bench.cli('upload', join(bench.clips, 'one.mxf'), '--account', 'Studio'),
  () => bench.cli('serve'),
] as const

export const inData = (name: string): string => join(bench.dataDir, name)

export async function damage(file: string, how: keyof typeof DAMAGES): Promise<Buffer> {
  const damaged = DAMAGES[how]?.(await readFile(inData(file))) ?? Buffer.alloc(0)
  await writeFile(inData(file), damaged)
  return damaged
}

export async function expectRefusal(start: () => Promise<CliResult>, kept: string, why = ''): Promise<void> {
  const { code, stdout, stderr } = await start()
  expect({ code, stdout }, `${why}\n${stderr}`).toEqual({ code: 2, stdout: '' })
  expect(stderr, why).toContain(kept)
  expect(stderr, why).toContain('reelay repair')
}

export async function keptFiles(): Promise<string[]> {
  return (await readdir(bench.dataDir)).filter((name) => name.includes('.damaged-')).sort()
}
