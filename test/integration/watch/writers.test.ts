import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { until } from '../../support/until.ts'
import { must, openWatchCliHarness } from '../../support/watch-cli-harness.ts'
import { type Finished, writeOne } from '../../support/writer.ts'
import type { Job, WriterKind } from '../../support/writers/kinds.ts'

/** Of a folder that the harness adds. */
const QUIET_MS = 1_000

/** Longer than the quiet time in all. */
const CASES: readonly {
  readonly kind: WriterKind
  readonly name: string
  readonly words: string
  readonly job?: Partial<Job>
}[] = [
  { kind: 'recorder', name: 'A001.mp4', words: 'a recorder that appends every 100 ms and writes its header at the end' },
  {
    kind: 'recorder',
    name: 'A002.mov',
    words: 'a recorder that stands still for longer than the quiet time',
    job: { everyMs: 2_500, times: 2 },
  },
  { kind: 'plainRecorder', name: 'A003.mxf', words: 'a recorder whose format says nothing about its end' },
  {
    kind: 'rewriter',
    name: 'render.mov.bin',
    words: 'a program that writes the whole file anew every 700 ms, always of the same size',
    job: { everyMs: 700, times: 6 },
  },
  { kind: 'reservingCopy', name: 'copied.mp4', words: 'a copy that reserves the full size first, with the index at the end' },
  { kind: 'plainReservingCopy', name: 'copied.mxf', words: 'a copy that reserves the full size first, of any format' },
  {
    kind: 'reservingCopy',
    name: 'stalled.mp4',
    words: 'such a copy that stalls for longer than the quiet time',
    job: { everyMs: 2_500, times: 2 },
  },
  { kind: 'partExporter', name: 'export.mp4', words: 'an export under clip.mp4.part that is renamed' },
  {
    kind: 'sandboxedExporter',
    name: 'export.m4v',
    words: 'an export under x.m4v.sb-… that is renamed after it stood still',
    job: { everyMs: 1_500, times: 3 },
  },
  { kind: 'datedCopy', name: 'cp-p.mov.bin', words: 'a copy that gets the date of its original at the end' },
]

describe('a file that is being written', { concurrent: false }, () => {
  it.each(CASES)('by $words is sent once, whole, and not before it is finished', async ({ kind, name, job }) => {
    await untilInPace(async () => {
      await using harness = await openWatchCliHarness()
      await harness.add()
      await harness.watching()
      const finished = await writeOne(kind, { path: join(harness.clips, name), ...job })
      if (!isInPace(finished, job?.everyMs)) return false
      await harness.untilArrived(1)
      await harness.until('the receipt is stored', async () => (await harness.files('--state', 'sent')).length === 1)
      expectOnce(harness.creations, await harness.arrived(), [finished], name)
      return true
    })
  })

  it('is sent whole by one scan of the folder as well: what still grows is waited for', async () => {
    await untilInPace(async () => {
      await using harness = await openWatchCliHarness()
      await harness.add()
      const jobs = (['recorder', 'plainRecorder', 'reservingCopy', 'datedCopy'] as const).map((kind) =>
        writeOne(kind, {
          path: join(harness.clips, `${kind}.${kind.startsWith('plain') || kind === 'datedCopy' ? 'mxf' : 'mp4'}`),
        }),
      )
      await harness.until('all of them are begun', async () => {
        const { lines } = await must(harness.cli('watch', 'preview', harness.clips, '--account', 'Studio'))
        return lines[0]?.['files'] === jobs.length
      })
      const { code, summary } = await harness.run('--once').result
      const finished = await Promise.all(jobs)
      if (!finished.every((one) => isInPace(one))) return false
      expect({ code, done: summary?.['done'] }).toEqual({ code: 0, done: jobs.length })
      expectOnce(harness.creations, await harness.arrived(), finished)
      return true
    })
  })
})

/** Whether a writer never stood still for about the quiet time, unless that was meant: then its file counts as finished. */
function isInPace({ longestPauseMs }: Finished, everyMs = 100): boolean {
  return everyMs > QUIET_MS || longestPauseMs < QUIET_MS * 0.9
}

/** Tries again where a busy machine held a writer up. */
async function untilInPace(work: () => Promise<boolean>): Promise<void> {
  await until('no writer was held up', work, { patienceMs: 150_000 })
}

/** Every file was created once, with its final size, when it was finished, and arrived byte for byte. */
function expectOnce(
  creations: readonly { readonly at: number; readonly name: string; readonly sizeBytes: number }[],
  arrived: readonly { readonly name: string; readonly sha256: string }[],
  finished: readonly Finished[],
  onlyName?: string,
): void {
  const nameOf = ({ path }: Finished): string => onlyName ?? path.split('/').at(-1) ?? ''
  expect(creations.map(({ name, sizeBytes }) => ({ name, sizeBytes })).toSorted(byName)).toEqual(
    finished.map((one) => ({ name: nameOf(one), sizeBytes: one.sizeBytes })).toSorted(byName),
  )
  expect(arrived.map(({ name, sha256 }) => ({ name, sha256 }))).toEqual(
    finished.map((one) => ({ name: nameOf(one), sha256: one.sha256 })).toSorted(byName),
  )
  for (const one of finished) {
    const creation = creations.find(({ name }) => name === nameOf(one))
    expect(creation?.at, `${nameOf(one)} was sent before it was finished`).toBeGreaterThanOrEqual(one.finishedAt)
  }
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name < other.name ? -1 : 1
}
