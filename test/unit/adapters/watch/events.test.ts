import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFolderEvents } from '../../../../src-main/adapters/watch/events.ts'
import type { Log } from '../../../../src-main/engine/ports.ts'
import { silentLog } from '../../../support/fakes.ts'

type Callback = (problem: Error | null, events: { path: string; type: 'create' | 'update' | 'delete' }[]) => unknown

function fakeWatcher() {
  let callback: Callback = () => {}
  return {
    ended: 0,
    tell: (...paths: string[]) =>
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

function noting(): Log & { readonly lines: string[] } {
  const lines: string[] = []
  return { ...silentLog, lines, warn: (message) => void lines.push(message), error: (message) => void lines.push(message) }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('events of a folder', () => {
  it('are told together, each path once', async () => {
    const watcher = fakeWatcher()
    const told: (readonly string[] | null)[] = []
    await createFolderEvents(silentLog, async () => watcher).watch('/w', (paths) => told.push(paths))
    watcher.tell('/w/a', '/w/b')
    vi.advanceTimersByTime(150)
    watcher.tell('/w/a', '/w/c')
    expect(told).toEqual([])
    vi.advanceTimersByTime(60)
    expect(told).toEqual([['/w/a', '/w/b', '/w/c']])
    watcher.tell('/w/a')
    vi.advanceTimersByTime(200)
    expect(told.at(-1)).toEqual(['/w/a'])
  })

  it('are everything when there are more than a thousand, or when some were missed', async () => {
    const watcher = fakeWatcher()
    const log = noting()
    const told: (readonly string[] | null)[] = []
    await createFolderEvents(log, async () => watcher).watch('/w', (paths) => told.push(paths))
    watcher.tell(...Array.from({ length: 1_000 }, (_, n) => `/w/${n}`))
    vi.advanceTimersByTime(200)
    watcher.tell(...Array.from({ length: 1_001 }, (_, n) => `/w/${n}`))
    watcher.tell('/w/one-more')
    vi.advanceTimersByTime(200)
    watcher.tell('/w/a')
    watcher.fail('events were dropped')
    vi.advanceTimersByTime(200)
    watcher.tell('/w/a')
    vi.advanceTimersByTime(200)
    expect(told.map((paths) => paths?.length ?? null)).toEqual([1_000, null, null, 1])
    expect(log.lines).toEqual(['changes in /w were missed: events were dropped'])
  })

  it('end', async () => {
    const watcher = fakeWatcher()
    const told: unknown[] = []
    const end = await createFolderEvents(silentLog, async () => watcher).watch('/w', (paths) => told.push(paths))
    watcher.tell('/w/a')
    await end?.()
    watcher.tell('/w/b')
    vi.advanceTimersByTime(1_000)
    expect([told, watcher.ended]).toEqual([[], 1])
  })

  it('cannot be had where the library does not load, which is tried once and said once', async () => {
    const log = noting()
    const load = vi.fn(() => Promise.reject(new Error('no build for this system')))
    const events = createFolderEvents(log, load)
    expect([await events.watch('/a', () => {}), await events.watch('/b', () => {})]).toEqual([null, null])
    expect([load.mock.calls.length, log.lines.length]).toEqual([1, 1])
  })

  it('cannot be had where the system refuses, and other folders still have theirs', async () => {
    const log = noting()
    const watcher = fakeWatcher()
    const subscribe = vi
      .spyOn(watcher, 'subscribe')
      .mockRejectedValueOnce(new Error('inotify_add_watch: No space left on device'))
    const events = createFolderEvents(log, async () => watcher)
    expect(await events.watch('/a', () => {})).toBeNull()
    expect(await events.watch('/b', () => {})).not.toBeNull()
    expect(subscribe).toHaveBeenCalledTimes(2)
    expect(log.lines).toEqual(['changes in /a cannot be watched: inotify_add_watch: No space left on device'])
  })
})
