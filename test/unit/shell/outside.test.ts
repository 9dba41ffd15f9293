import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { WatchView } from '../../../src-main/contract/watch.ts'
import { openDesktopState } from '../../../src-main/shell/desktop-state.ts'
import { followNotices } from '../../../src-main/shell/presence/notices.ts'
import { createTaskbar } from '../../../src-main/shell/presence/taskbar.ts'
import { createLoginStart } from '../../../src-main/shell/system/login-start.ts'
import { aWatch, emptySummary } from '../../support/fake-bridge.ts'
import { silentLog } from '../../support/fakes.ts'

const reports = vi.hoisted((): unknown[] => [])

vi.mock('electron', () => ({
  app: {
    isPackaged: true,
    setBadgeCount: (count: number) => reports.push(['badge', count]),
    setLoginItemSettings: ({ openAtLogin }: { openAtLogin: boolean }) => reports.push(['login', openAtLogin]),
  },
  BrowserWindow: { getFocusedWindow: () => null },
  nativeImage: { createFromBuffer: () => 'picture' },
  Notification: class {
    static isSupported = () => true
    constructor({ title }: { title: string }) {
      reports.push(title)
    }
    on() {}
  },
}))

beforeEach(() => {
  reports.length = 0
})

describe('the bar and the number at the icon', () => {
  const busy = {
    ...emptySummary,
    counts: { ...emptySummary.counts, uploading: 1, failed: 2 },
    openBytes: 1_000,
    openAcceptedBytes: 400,
  }

  it('are shown once a change, and again at a window that comes up', () => {
    vi.stubGlobal('process', { ...process, platform: 'win32' })
    const window = {
      isDestroyed: () => false,
      setProgressBar: (value: number) => reports.push(['bar', value]),
      setOverlayIcon: (_picture: unknown, words: string) => reports.push(['overlay', words]),
    }
    const bar = createTaskbar(() => window as never)
    bar.redraw()
    expect(reports).toEqual([])
    bar.show(busy)
    bar.show(busy)
    const all = [
      ['bar', 0.4],
      ['badge', 2],
      ['overlay', '2 clips need you'],
    ]
    expect(reports).toEqual(all)
    bar.redraw()
    expect(reports).toEqual([...all, ...all])
    vi.unstubAllGlobals()
  })
})

describe('a drive that went away', () => {
  const busy = aWatch({ counts: { waiting: 1, asking: 0, queued: 0, sent: 3, ignored: 0 } })

  it('is shown although that is the first event about it', async () => {
    const listeners: ((event: string, payload: readonly WatchView[]) => void)[] = []
    const reelay = {
      dispatch: async () => ({ ok: true, value: [busy] }),
      publisher: { subscribe: (listener: (typeof listeners)[number]) => listeners.push(listener) },
    }
    await followNotices({
      reelay: reelay as never,
      isQuiet: () => false,
      window: () => null,
      showNotice: () => {},
      navigate: () => {},
    })
    for (const listener of listeners) listener('watches.changed', [{ ...busy, state: 'offline' }])
    expect(reports).toEqual(['Exports is not connected'])
  })
})

describe('starting at sign-in', () => {
  const kept: Record<string, unknown> = {}
  const state = () =>
    openDesktopState({ path: '', read: () => ({ ...kept }), write: (value) => void Object.assign(kept, value) }, silentLog)

  it.each(['darwin', 'win32'])('is registered when it is changed here, and not at every start: %s', (platform) => {
    vi.stubGlobal('process', { ...process, platform })
    for (const name of Object.keys(kept)) delete kept[name]
    const first = createLoginStart(state(), silentLog)
    first(false)
    expect(reports).toEqual([])
    first(true)
    first(true)
    // Another start; it may have been switched off in the system meanwhile.
    const second = createLoginStart(state(), silentLog)
    second(true)
    expect(reports).toEqual([['login', true]])
    second(false)
    expect(reports).toEqual([
      ['login', true],
      ['login', false],
    ])
    vi.unstubAllGlobals()
  })
})
