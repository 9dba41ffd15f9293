import { inflateSync } from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import { failure } from '../../../src-main/contract/errors/errors.ts'
import { createTranslator } from '../../../src-main/contract/i18n/catalogue.ts'
import { ENGLISH, useTranslator } from '../../../src-main/contract/i18n/i18n.ts'
import { REMOVED_ACCOUNT } from '../../../src-main/contract/messages/account-name.ts'
import type { QueueSummary, UploadState } from '../../../src-main/contract/queue/upload.ts'
import { createQuitWhenDone } from '../../../src-main/shell/lifecycle/quit-when-done.ts'
import { menuTemplate } from '../../../src-main/shell/menus/menu-template.ts'
import { shorten, type TrayFacts, trayMenu } from '../../../src-main/shell/menus/tray-menu.ts'
import { attentionNotices, batchNotice, offlineNotices } from '../../../src-main/shell/presence/notice-messages.ts'
import { presenceOf, progressBarOf } from '../../../src-main/shell/presence/presence-of.ts'
import { followSentClips, linkOf, withSentClip } from '../../../src-main/shell/presence/sent-clips.ts'
import { drawTrayIcon, trayIconOf } from '../../../src-main/shell/presence/tray-icon.ts'
import { aBatch, aWatch, emptySummary, viewOf } from '../../support/fake-bridge.ts'

function summary(counts: Partial<Record<UploadState, number>>, change: Partial<QueueSummary> = {}): QueueSummary {
  return { ...emptySummary, counts: { ...emptySummary.counts, ...counts }, ...change }
}

const half = { openBytes: 1_000, openAcceptedBytes: 400, openInFlightBytes: 100 }

describe('the presence of the app', () => {
  it.each([
    ['idle', {}],
    ['idle', { done: 4 }],
    ['sending', { uploading: 1, queued: 3 }],
    ['waiting', { waiting: 1 }],
    ['waiting', { queued: 2, paused: 1 }],
    ['paused', { paused: 2, done: 1 }],
    ['needs-you', { failed: 1, uploading: 1 }],
    ['needs-you', { 'needs-attention': 1 }],
  ] as const)('is %s with %j', (state, counts) => {
    expect(presenceOf(summary(counts)).state).toBe(state)
  })

  it('counts what needs a person, and measures what goes on by itself', () => {
    expect(presenceOf(summary({ uploading: 2, queued: 3, failed: 1, 'needs-attention': 1, paused: 9 }, half))).toEqual({
      state: 'needs-you',
      progress: 0.5,
      needs: 2,
      sending: 2,
      queued: 3,
    })
    expect(presenceOf(summary({}, { halted: failure('store.failed', { path: '', reason: '' }) })).state).toBe('needs-you')
  })

  it('is a bar that shows error and paused, and disappears when there is nothing to measure', () => {
    const bar = (counts: Partial<Record<UploadState, number>>) => progressBarOf(presenceOf(summary(counts, half)))
    expect(bar({ uploading: 1 })).toEqual({ value: 0.5, mode: 'normal' })
    expect(bar({ uploading: 1, failed: 1 })).toEqual({ value: 0.5, mode: 'error' })
    expect(bar({ waiting: 1 })).toEqual({ value: 0.5, mode: 'paused' })
    expect(bar({ done: 1 })).toEqual({ value: -1, mode: 'none' })
  })
})

/** The opacity of every pixel, and whether it is coloured. */
function pixelsOf(png: Buffer, size: number): { opacity: number; isRed: boolean }[] {
  const at = png.indexOf('IDAT')
  const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)))
  return Array.from({ length: size * size }, (_, index) => {
    const from = Math.floor(index / size) * (size * 4 + 1) + 1 + (index % size) * 4
    return { opacity: rows[from + 3] ?? 0, isRed: (rows[from] ?? 0) > 100 }
  })
}

describe('the icon of the tray', () => {
  const draw = (state: Parameters<typeof trayIconOf>[0], progress: number | null = null, size = 32) =>
    pixelsOf(drawTrayIcon(trayIconOf(state, progress), size, [0, 0, 0]), size)

  it('fills its ring as bytes arrive', () => {
    const ink = [0, 0.25, 0.5, 0.75, 1].map((progress) =>
      draw('sending', progress).reduce((sum, { opacity }) => sum + opacity, 0),
    )
    expect(ink).toEqual([...ink].sort((one, other) => one - other))
    expect(new Set(ink).size).toBe(5)
  })

  it('is another one for every state, in every size, and coloured only where a person is needed', () => {
    const states = ['idle', 'sending', 'waiting', 'paused', 'needs-you'] as const
    for (const size of [16, 32, 48])
      expect(new Set(states.map((state) => JSON.stringify(draw(state, 0.3, size)))).size, String(size)).toBe(5)
    for (const state of states) expect(draw(state, 0.3).some(({ isRed }) => isRed)).toBe(state === 'needs-you')
  })

  it('is redrawn only when it changes', () => {
    expect(trayIconOf('sending', 0.5)).toEqual(trayIconOf('sending', 0.501))
    expect(trayIconOf('waiting', 0.1)).toEqual(trayIconOf('waiting', 0.9))
  })
})

describe('the menu of the tray', () => {
  const facts: TrayFacts = { summary: summary({}), sentClips: [], slowedDown: false, quitsWhenDone: false, hasDropWindow: false }
  const labels = (change: Partial<TrayFacts>): string[] =>
    trayMenu({ ...facts, ...change }).flatMap((entry) => (entry ? [`${entry.action ? '' : '·'}${entry.label}`] : []))

  it('shows that nothing is left', () => {
    expect(labels({})).toEqual([
      '·Nothing left to send',
      'Open Reelay',
      '·Pause all',
      'Slow down for an hour',
      'Add clips…',
      'Drop window',
      'Quit Reelay',
    ])
  })

  it('shows speed, time and number, what needs you, and what was sent', () => {
    const moving = summary({ uploading: 2, queued: 40, failed: 8 }, { ...half, bytesPerSecond: 60_600_000, secondsLeft: 4_500 })
    expect(
      labels({
        summary: moving,
        sentClips: [{ id: '1', name: 'Press conference (clean feed).mov', link: 'https://w.test/1' }],
        slowedDown: true,
      }),
    ).toEqual([
      expect.stringMatching(/^·60\.6 MB\/s, .* left, 40 in line$/),
      'Open Reelay',
      '8 clips need you…',
      'Pause all',
      'Full speed again',
      'Copy the link of Press conferen…ean feed).mov',
      'Add clips…',
      'Drop window',
      'Quit when all have arrived',
      'Pause and quit',
    ])
  })

  it('resumes where all that is left is paused', () => {
    expect(labels({ summary: summary({ paused: 2 }) })).toContain('Resume all')
  })

  it('shortens names in the middle, by what a reader takes for a letter', () => {
    expect(shorten('A003C012_261126_R2ZK.mov', 30)).toBe('A003C012_261126_R2ZK.mov')
    expect(shorten('👩‍👩‍👧‍👦'.repeat(10), 5)).toBe(`${'👩‍👩‍👧‍👦'.repeat(2)}…${'👩‍👩‍👧‍👦'.repeat(2)}`)
  })
})

describe('quitting when all have arrived', () => {
  function following(...changes: readonly (Partial<Record<UploadState, number>> | 'want')[]) {
    const quit = vi.fn()
    const whenDone = createQuitWhenDone(quit)
    for (const change of changes) {
      if (change === 'want') whenDone.setWanted(true)
      else whenDone.update(summary(change))
    }
    return { quits: quit.mock.calls.length, isWanted: whenDone.isWanted() }
  }

  it('happens once, when all have arrived', () => {
    expect(following({ uploading: 2 }, 'want', { uploading: 1, done: 1 })).toEqual({ quits: 0, isWanted: true })
    expect(following({ uploading: 2 }, 'want', { done: 2 }, { done: 2 })).toEqual({ quits: 1, isWanted: false })
    expect(following({ uploading: 2 }, { done: 2 })).toEqual({ quits: 0, isWanted: false })
  })

  it('does not happen while a clip needs a person, and does once that one has been sent, too', () => {
    for (const state of ['failed', 'needs-attention'] as const) {
      expect(following({ uploading: 2 }, 'want', { done: 1, [state]: 1 })).toEqual({ quits: 0, isWanted: true })
      expect(following({ uploading: 2 }, 'want', { [state]: 1 }, { uploading: 1 }, { done: 2 }).quits).toBe(1)
    }
  })

  it('is not wanted any more by whoever pauses', () => {
    expect(following({ uploading: 2, paused: 1 }, 'want', { paused: 3 }, { uploading: 3 }, { done: 3 })).toEqual({
      quits: 0,
      isWanted: false,
    })
    // One that was paused before has not been sent.
    expect(following({ uploading: 2, paused: 1 }, 'want', { done: 2, paused: 1 })).toEqual({ quits: 0, isWanted: true })
  })
})

describe('the clips that were sent last', () => {
  const done = (index: number) => viewOf(index, { state: 'done', links: { watch: `https://w.test/${index}` } })

  it('are those of the newest receipts, and before them what was sent since they were read', async () => {
    const receipts = [7, 6, 5, 4, 3].map((index) => ({ uploadId: `id-${index}` }))
    const listeners: ((event: string, payload: unknown) => void)[] = []
    const asked: string[] = []
    const dispatch = async (channel: string, input: unknown) => {
      asked.push(channel)
      if (channel === 'receipts.list') return { ok: true, value: { receipts, total: 5 } }
      const { id } = input as { id: string }
      const index = Number(id.slice(3))
      if (index === 7) return { ok: false, error: failure('queue.unknown', { id }) }
      // While they are read.
      if (index === 6) for (const listener of listeners) listener('queue.transitioned', done(9))
      return { ok: true, value: { upload: index === 5 ? viewOf(5, { state: 'done', links: {} }) : done(index) } }
    }
    const publisher = { subscribe: (listener: (typeof listeners)[number]) => listeners.push(listener) }
    const sentClips = await followSentClips({ dispatch, publisher } as never, () => {})
    expect(sentClips().map(({ id }) => id)).toEqual(['id-9', 'id-6', 'id-4'])
    expect(asked).not.toContain('queue.page')
    for (const listener of listeners) listener('queue.transitioned', done(10))
    expect(sentClips().map(({ id }) => id)).toEqual(['id-10', 'id-9', 'id-6'])
  })

  it('are three with a link, newest first, each once', () => {
    const list = [1, 2, 3, 4, 2].map(done).reduce(withSentClip, [])
    expect(list.map(({ link }) => link)).toEqual(['https://w.test/2', 'https://w.test/4', 'https://w.test/3'])
    expect(withSentClip(list, viewOf(9, { state: 'done', links: {} }))).toHaveLength(3)
    expect(withSentClip(list, viewOf(4, { state: 'queued' })).map(({ id }) => id)).toEqual(['id-2', 'id-3'])
  })

  it('are handed on by the page with the video, otherwise by the video', () => {
    expect(linkOf({ hls: 'h', watch: 'w' })).toBe('w')
    expect(linkOf({ mp4: 'm', thumbnail: 't' })).toBe('m')
    expect(linkOf({ embed: '<iframe>', thumbnail: 't' })).toBeNull()
  })
})

describe('notices', () => {
  const stopped = (index: number, code: 'account.signIn' | 'file.changed', account = 'Omega Sports') =>
    viewOf(index, { state: 'needs-attention', accountId: account, accountName: account, failure: failure(code, { account }) })

  it('are one a cause, and lead to the row where there is one', () => {
    expect(attentionNotices([stopped(1, 'file.changed')])).toMatchObject([
      { target: { kind: 'upload', id: 'id-1' }, isUrgent: false },
    ])
    const both = attentionNotices([stopped(1, 'account.signIn'), stopped(2, 'account.signIn')])
    expect(both).toHaveLength(1)
    expect(both[0]).toMatchObject({ body: '2 clips wait for you and keep what they sent.', target: { kind: 'needs' } })
    expect(both[0]?.title).toMatch(/^Omega Sports: /)
  })

  it('name an account that was removed in their language', () => {
    useTranslator(createTranslator('de', { 'removed account': 'entferntes Konto', '{name}: {what}': '{name}: {what}' }))
    const both = [stopped(1, 'file.changed', REMOVED_ACCOUNT), stopped(2, 'file.changed', REMOVED_ACCOUNT)]
    expect(attentionNotices(both)[0]?.title).toMatch(/^entferntes Konto: /)
    useTranslator(ENGLISH)
  })

  it('are one for many causes at once', () => {
    const many = ['a', 'b', 'c', 'd'].map((account, index) => stopped(index, 'account.signIn', account))
    expect(attentionNotices(many).map(({ title }) => title)).toEqual(['4 clips need you'])
  })

  it('report a batch, and break quiet hours only where it stops', () => {
    expect(batchNotice(aBatch({ files: 42, sent: 42 }))).toMatchObject({
      target: { kind: 'batch', id: 'batch-1' },
      isUrgent: false,
    })
    expect(batchNotice(aBatch({ files: 42, sent: 40, stopped: 2 })).isUrgent).toBe(true)
  })

  it('report a drive that is disconnected while files on it are still to be sent, once', () => {
    const busy = aWatch({ counts: { waiting: 1, asking: 0, queued: 0, sent: 3, ignored: 0 } })
    const gone = { ...busy, state: 'offline' as const }
    expect(offlineNotices([busy], [gone])).toMatchObject([
      { title: 'Exports is not connected', target: { kind: 'view', view: 'folders' } },
    ])
    expect(offlineNotices([gone], [gone])).toEqual([])
    expect(offlineNotices([], [gone])).toEqual([])
    expect(offlineNotices([aWatch()], [aWatch({ state: 'offline' })])).toEqual([])
  })
})

describe('the menus', () => {
  const actions = {
    add: () => {},
    show: () => {},
    pause: () => {},
    resume: () => {},
    checkForUpdates: () => {},
    about: () => {},
    copyDiagnostics: () => {},
    openFolder: () => {},
    dropWindow: () => {},
  }
  const of = (platform: NodeJS.Platform, isPackaged = true) =>
    menuTemplate({ platform, isPackaged, name: 'Reelay', hasDropWindow: false }, actions)
  const flat = (items: ReturnType<typeof of>): ReturnType<typeof of> =>
    items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])])

  it('have settings and quit where each system has them', () => {
    const mac = of('darwin')
    expect(mac[0]?.label).toBe('Reelay')
    expect(flat(mac.slice(0, 1)).map(({ role, label }) => role ?? label)).toEqual(
      expect.arrayContaining(['Settings…', 'quit', 'hide']),
    )
    expect(flat(mac.slice(1)).some(({ role }) => role === 'quit')).toBe(false)
    expect(flat(of('win32').slice(0, 1)).map(({ role, label }) => role ?? label)).toEqual(
      expect.arrayContaining(['Settings', 'quit']),
    )
  })

  it('have what helps with a problem under Help, and About where each system has it', () => {
    for (const platform of ['darwin', 'win32', 'linux'] as const) {
      const labels = flat(of(platform).filter(({ role }) => role === 'help')).map(({ label }) => label)
      expect(labels).toEqual(expect.arrayContaining(['Copy Diagnostics', 'Show Logs', 'Show Crash Dumps']))
      expect(labels.includes('About Reelay')).toBe(platform !== 'darwin')
    }
    expect(flat(of('darwin').slice(0, 1)).map(({ label }) => label)).toContain('About Reelay')
  })

  it('have every accelerator once', () => {
    for (const platform of ['darwin', 'win32', 'linux'] as const) {
      const keys = flat(of(platform)).flatMap(({ accelerator }) => (accelerator ? [accelerator] : []))
      expect(keys).toEqual([...new Set(keys)])
      expect(keys).toEqual(expect.arrayContaining(['CmdOrCtrl+O', 'CmdOrCtrl+,', 'CmdOrCtrl+1', 'CmdOrCtrl+4']))
    }
  })

  it('open the tools of developers only in runs from the sources', () => {
    expect(flat(of('linux')).some(({ role }) => role === 'toggleDevTools')).toBe(false)
    expect(flat(of('linux', false)).some(({ role }) => role === 'toggleDevTools')).toBe(true)
  })
})
