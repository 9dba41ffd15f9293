import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { must, openWatchCliHarness } from '../../support/watch-cli-harness.ts'

/** `ARRIVALS=10000` for the whole of it. */
const FILES = Number(process.env['ARRIVALS'] ?? 2_000)
const FOLDERS = 20
const ARRIVE_MS = FILES * 6

describe(`${FILES.toLocaleString('en')} files that arrive within ${ARRIVE_MS / 1000} s`, () => {
  it('are all sent, each of them once', { timeout: 600_000 }, async () => {
    await using harness = await openWatchCliHarness({ patienceMs: 500_000 })
    await must(harness.cli('settings', 'set', 'concurrency=10'))
    await harness.add()
    const running = harness.run()
    await running.waitFor((line) => line.type === 'note')
    for (let folder = 0; folder < FOLDERS; folder += 1) await mkdir(join(harness.clips, `card${folder}`))
    const startedAt = performance.now()
    for (let index = 0; index < FILES; index += 1) {
      await writeFile(join(harness.clips, `card${index % FOLDERS}`, `clip${index}.mxf`), `clip ${index}`.repeat(20))
      const aheadMs = (index * ARRIVE_MS) / FILES - (performance.now() - startedAt)
      if (aheadMs > 5) await sleep(aheadMs)
    }
    await harness.until('all are sent', async () => {
      await sleep(1_000)
      const { counts } = await harness.view()
      return (counts as { sent: number }).sent === FILES
    })
    running.kill('SIGTERM')
    await running.result
    const names = new Set(harness.creations.map(({ name }) => name))
    expect({ creations: harness.creations.length, names: names.size }).toEqual({ creations: FILES, names: FILES })
    const stored = await harness.server.uploads()
    expect(stored.filter(({ sizeBytes, storedBytes }) => sizeBytes === storedBytes)).toHaveLength(FILES)
    console.log(
      `${FILES} files arrived in ${(ARRIVE_MS / 1000).toFixed(0)} s and were sent after ${((performance.now() - startedAt) / 1000).toFixed(0)} s`,
    )
  })
})
