import { expect, it } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { NO_FACTS } from '../../../../src-main/contract/media.ts'
import { DEFAULT_WATCH_RULES } from '../../../../src-main/contract/watch.ts'
import { previewOf } from '../../../../src-main/engine/watch/preview.ts'
import { compileRules } from '../../../../src-main/engine/watch/rules.ts'
import { createFakeClock } from '../../../support/fake-clock.ts'
import { createMemoryFolder } from '../../../support/memory-folder.ts'

const ROOT = '/media/card'
const SECONDS: Readonly<Record<string, number>> = { 'a.mov': 2, 'b.mov': 20, 'c.mov': 3 }

/** A dry run over three clips, of which each takes so long to read. */
async function preview(readMs: number, stopAfterMs: number | null = null) {
  const clock = createFakeClock()
  const stop = new AbortController()
  const memory = createMemoryFolder({ root: ROOT, now: clock.now, isPluggedIn: () => true, device: () => 1 })
  for (const name of Object.keys(SECONDS)) memory.write(name, name)
  const rules = { ...DEFAULT_WATCH_RULES, accountId: 'one', extensions: [], order: 'name' as const, minSeconds: 10 }
  const startedAt = clock.now()
  const shown = previewOf(
    {
      files: memory.files,
      media: {
        async read(path) {
          await new Promise<void>((resolve) => clock.after(readMs, resolve))
          const durationSeconds = SECONDS[path.slice(ROOT.length + 1)] ?? null
          return { sizeBytes: 5, mtimeNs: '1', facts: { ...NO_FACTS, durationSeconds } }
        },
      },
      watchedFiles: openJournal(':memory:').watched,
      queue: { sentBefore: () => false } as never,
      clock,
    },
    {
      ...{ path: ROOT, folder: null, rules, filter: compileRules(rules, [], null), stableInodes: true, isNear: true },
      ...{ isWatched: false, isUnsure: false, signal: stop.signal },
      locate: (path, identity) => ({ path, identity, real: path, location: '', stableInodes: true }),
    },
  )
  const ended = shown.then(
    (preview) => ({ preview, after: clock.now() - startedAt }),
    (caught: unknown) => ({ caught, after: clock.now() - startedAt }),
  )
  let timers = 0
  if (stopAfterMs !== null) {
    await clock.advance(stopAfterMs)
    stop.abort(new Error('left'))
    await clock.settle()
    timers = clock.timers
  }
  await clock.advance(120_000)
  return { ...(await ended), timers }
}

const previewIn = async (readMs: number): Promise<unknown> => {
  const ended = await preview(readMs)
  return 'preview' in ended ? ended.preview : ended.caught
}

it('a preview reads files where the rules ask for what they say of themselves, and names the reason', async () => {
  expect(await previewIn(10)).toMatchObject({
    files: 3,
    send: { files: 1, bytes: 5 },
    ignored: { 'too-short': 2 },
    unread: 0,
    sample: [
      { path: 'b.mov', verdict: 'send' },
      { path: 'a.mov', verdict: 'ignored', reason: 'too-short' },
      { path: 'c.mov', verdict: 'ignored', reason: 'too-short' },
    ],
  })
})

it('a preview says how many files it had no time to read: they are not left out', async () => {
  expect(await previewIn(20_000)).toMatchObject({ send: { files: 2 }, ignored: { 'too-short': 1 }, unread: 2 })
})

it('a preview ends after half a minute when the drive lets nothing be read, and says so of each file', async () => {
  const ended = await preview(1e9)
  expect(ended).toMatchObject({ preview: { send: { files: 3 }, unread: 3 } })
  expect(ended.after).toBeLessThanOrEqual(30_000)
})

it('a preview that nobody waits for any more ends while a file is read, and leaves no timer but that of the read', async () => {
  expect(await preview(1e9, 1_000)).toMatchObject({ caught: new Error('left'), after: 1_000, timers: 1 })
})
