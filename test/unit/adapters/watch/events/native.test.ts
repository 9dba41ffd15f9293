import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createNativeEvents } from '../../../../../src-main/adapters/watch/events/native.ts'
import { englishOf } from '../../../../../src-main/contract/i18n/phrase.ts'
import type { Log } from '../../../../../src-main/engine/ports.ts'
import type { FolderReports } from '../../../../../src-main/engine/watch/ports.ts'
import { silentLog } from '../../../../support/fakes.ts'

type Callback = (problem: Error | null, events: { path: string; type: 'create' | 'update' | 'delete' }[]) => unknown

function fakeWatcher() {
  let callback: Callback = () => {}
  return {
    ended: 0,
    emit: (...paths: string[]) =>
      callback(
        null,
        paths.map((path) => ({ path, type: 'update' as const })),
      ),
    fail: (message: string) => callback(new Error(message), []),
    async subscribe(_path: string, listener: Callback) {
      callback = listener
      return {
        unsubscribe: async () => {
          this.ended += 1
        },
      }
    },
  }
}

function recordingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = []
  return { ...silentLog, lines, warn: (message) => void lines.push(message), error: (message) => void lines.push(message) }
}

function recording() {
  const reported: (readonly string[] | null)[] = []
  const reasons: (string | null)[] = []
  const reports: FolderReports = {
    changed: (paths) => void reported.push(paths),
    missing: (reason) => void reasons.push(reason && englishOf(reason)),
  }
  return { reported, reasons, reports }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('events of a folder', () => {
  it('are reported together, each path once', async () => {
    const watcher = fakeWatcher()
    const { reported, reports } = recording()
    await createNativeEvents(silentLog, async () => watcher).watch('/w', reports)
    watcher.emit('/w/a', '/w/b')
    vi.advanceTimersByTime(150)
    watcher.emit('/w/a', '/w/c')
    expect(reported).toEqual([])
    vi.advanceTimersByTime(60)
    expect(reported).toEqual([['/w/a', '/w/b', '/w/c']])
    watcher.emit('/w/a')
    vi.advanceTimersByTime(200)
    expect(reported.at(-1)).toEqual(['/w/a'])
  })

  it('report that anything may have changed when there are more than a thousand, or when some were lost', async () => {
    const watcher = fakeWatcher()
    const log = recordingLog()
    const { reported, reports } = recording()
    await createNativeEvents(log, async () => watcher).watch('/w', reports)
    watcher.emit(...Array.from({ length: 1_000 }, (_, n) => `/w/${n}`))
    vi.advanceTimersByTime(200)
    watcher.emit(...Array.from({ length: 1_001 }, (_, n) => `/w/${n}`))
    watcher.emit('/w/one-more')
    vi.advanceTimersByTime(200)
    watcher.emit('/w/a')
    watcher.fail('events were dropped')
    vi.advanceTimersByTime(200)
    watcher.emit('/w/a')
    vi.advanceTimersByTime(200)
    expect(reported.map((paths) => paths?.length ?? null)).toEqual([1_000, null, null, 1])
    expect(log.lines).toEqual(['changes in “/w” were missed: events were dropped'])
  })

  it('end with the subscription', async () => {
    const watcher = fakeWatcher()
    const { reported, reports } = recording()
    const end = await createNativeEvents(silentLog, async () => watcher).watch('/w', reports)
    watcher.emit('/w/a')
    await end()
    watcher.emit('/w/b')
    vi.advanceTimersByTime(1_000)
    expect([reported, watcher.ended]).toEqual([[], 1])
  })

  it('are subscribed to again after some were dropped: the library may report nothing any more', async () => {
    const watcher = fakeWatcher()
    const subscribe = vi.spyOn(watcher, 'subscribe')
    const { reported, reasons, reports } = recording()
    const end = await createNativeEvents(silentLog, async () => watcher).watch('/w', reports)
    watcher.fail('Buffer overflow. Some events may have been lost.')
    watcher.fail('and once more')
    await vi.advanceTimersByTimeAsync(200)
    expect([reported, reasons]).toEqual([[null], [null, 'the system lost track of changes']])
    await vi.advanceTimersByTimeAsync(6_000)
    expect([subscribe.mock.calls.length, watcher.ended]).toEqual([2, 1])
    expect([reported, reasons]).toEqual([
      [null, null],
      [null, 'the system lost track of changes', null],
    ])
    await end()
    expect(watcher.ended).toBe(2)
  })

  it('are not available where the library does not load, which is attempted once and logged once', async () => {
    const log = recordingLog()
    const load = vi.fn(() => Promise.reject(new Error('no build for this system')))
    const events = createNativeEvents(log, load)
    const { reasons, reports } = recording()
    await events.watch('/a', reports)
    await events.watch('/b', reports)
    expect(reasons).toEqual(Array(2).fill('changes cannot be watched on this system'))
    expect([load.mock.calls.length, log.lines.length]).toEqual([1, 1])
  })

  it('are not available while the system refuses a folder, and other folders still have theirs', async () => {
    const log = recordingLog()
    const watcher = fakeWatcher()
    const subscribe = vi.spyOn(watcher, 'subscribe').mockRejectedValueOnce(new Error('No space left on device'))
    const events = createNativeEvents(log, async () => watcher)
    const [one, other] = [recording(), recording()]
    await events.watch('/a', one.reports)
    await events.watch('/b', other.reports)
    expect([one.reasons, other.reasons]).toEqual([['the system says “No space left on device”'], [null]])
    expect(log.lines).toEqual(['changes in “/a” cannot be watched: No space left on device'])
    await vi.advanceTimersByTimeAsync(6_000)
    expect([one.reasons.at(-1), one.reported]).toEqual([null, [null]])
    expect(subscribe).toHaveBeenCalledTimes(3)
  })

  it('are subscribed to once when the library reports a problem and then refuses the subscription', async () => {
    const watcher = fakeWatcher()
    const subscribe = vi.spyOn(watcher, 'subscribe').mockImplementationOnce(async (_path, listener) => {
      listener(new Error('events were dropped'), [])
      throw new Error('no more watches')
    })
    const { reports } = recording()
    const end = await createNativeEvents(silentLog, async () => watcher).watch('/w', reports)
    await vi.advanceTimersByTimeAsync(6_000)
    expect(subscribe).toHaveBeenCalledTimes(2)
    await end()
    expect(watcher.ended).toBe(1)
  })
})
