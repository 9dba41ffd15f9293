import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { failure } from '../../../src-main/contract/errors/errors.ts'
import { watchRulesSchema } from '../../../src-main/contract/watch.ts'
import { createGiveUpPolicy } from '../../../src-main/headless/give-up-policy.ts'
import { createWatchReporter, previewText, watchText } from '../../../src-main/headless/output/watch-text.ts'
import { rulesFrom, type WatchFlags } from '../../../src-main/headless/watch-rules.ts'
import { aWatch } from '../../support/fake-bridge.ts'
import { aView } from '../../support/fakes.ts'

const none: WatchFlags = { include: [], exclude: [], option: [], hours: [] }
const rules = (flags: Partial<WatchFlags>) => rulesFrom({ ...none, ...flags })

describe('a watched folder in the list and in the service', () => {
  const unreported = failure('watch.unreported', { path: '/Exports', reason: 'it is on a network drive' })

  it('shows what is still to be moved or could not be, and why changes are not reported', () => {
    const watch = aWatch({
      counts: { ...aWatch().counts, sent: 40 },
      moves: { pending: 3, failed: 16 },
      polled: true,
      unreported,
    })
    const lines = watchText(watch, 1_700_000_000_000)
    expect(lines[1]).toContain('40 sent, 3 of them to be moved, 16 of them could not be moved')
    expect(lines.at(-1)).toContain('Changes are not reported there')
    expect(watchText(aWatch(), 1_700_000_000_000).join()).not.toContain('moved')
  })

  it('is reported once when files could not be moved, and once when they are', () => {
    const report = createWatchReporter()
    const failed = aWatch({ moves: { pending: 0, failed: 2 } })
    expect(report(aWatch())).toBeNull()
    expect(report(failed)).toMatchObject({ text: expect.stringContaining('2 files could not be moved'), problem: true })
    expect(report(failed)).toBeNull()
    expect(report(aWatch({ unreported }))?.text).toContain('because it is on a network drive')
    expect(report(aWatch())?.text).toContain('Watching')
  })
})

describe('rules from options', () => {
  it('hold the options that are set and nothing else', () => {
    expect(rules({})).toEqual({})
    const all = rules({
      account: 'Studio',
      include: ['*.mov', 'day1/**'],
      exclude: ['proxy/**'],
      subfolders: false,
      min: '1MB',
      max: '2GiB',
      minDuration: '1:30',
      minResolution: 'UHD',
      codecs: 'ProRes, H.264',
      extensions: '.MP4, mov',
      existing: 'new',
      quiet: '5',
      changed: 'send',
      after: 'move:sent',
      sidecars: true,
      title: '{folder} – {name}',
      option: ['a=1', 'b=2'],
      order: 'newest',
      priority: 'low',
      hours: ['Mon-Fri 18:00-6:00', 'Sat,Sunday 00:00-24:00'],
      scan: '15',
    })
    expect(all).toEqual({
      accountId: 'Studio',
      include: ['*.mov', 'day1/**'],
      exclude: ['proxy/**'],
      subfolders: false,
      minBytes: 1_000_000,
      maxBytes: 2 * 1024 ** 3,
      minSeconds: 90,
      minLines: 2160,
      codecs: ['ProRes', 'H.264'],
      extensions: ['mp4', 'mov'],
      existing: 'new',
      quietSeconds: 5,
      whenChanged: 'send',
      afterwards: { do: 'move', folder: resolve('sent') },
      sidecars: true,
      titleTemplate: '{folder} – {name}',
      options: { a: '1', b: '2' },
      order: 'newest',
      priority: -1,
      hours: [
        { days: [1, 2, 3, 4, 5], from: '18:00', to: '06:00' },
        { days: [0, 6], from: '00:00', to: '00:00' },
      ],
      scanMinutes: 15,
    })
    expect(watchRulesSchema.partial().parse(all)).toEqual(all)
  })

  it('are taken back by nothing as a value', () => {
    expect(
      rules({
        include: [''],
        exclude: [''],
        hours: [''],
        option: [''],
        title: '',
        quiet: 'auto',
        scan: '',
        max: 'none',
        min: '',
        minDuration: '',
        minResolution: '',
        codecs: '',
      }),
    ).toEqual({
      include: [],
      exclude: [],
      hours: [],
      options: {},
      titleTemplate: null,
      quietSeconds: null,
      scanMinutes: null,
      maxBytes: null,
      minBytes: 1,
      minSeconds: 0,
      minLines: 0,
      codecs: [],
    })
    expect(rules({ extensions: '', after: '' })).toEqual({ extensions: 'provider', afterwards: { do: 'keep' } })
    expect(rules({ extensions: 'all' })).toEqual({ extensions: [] })
  })

  it('run over the end of the week, and are for every day without days', () => {
    expect(rules({ hours: ['Fri-Mon 10:00-11:00'] }).hours?.[0]?.days).toEqual([0, 1, 5, 6])
    expect(rules({ hours: ['10:00–11:00'] }).hours?.[0]?.days).toEqual([0, 1, 2, 3, 4, 5, 6])
  })
})

describe('giving up on a server that does not answer', () => {
  const waiting = { reason: 'offline', until: 0, failure: failure('network.offline', { host: 'h' }) } as const
  const away = { ...aView, state: 'waiting', waiting, uploadUrl: null, remoteId: null } as const

  it('ends after five tries or thirty seconds, for each account by itself, and never once it has answered', () => {
    let now = 0
    const giveUpPolicy = createGiveUpPolicy(() => now)
    expect(giveUpPolicy.isHopeless({ ...away, attempts: 1 })).toBe(false)
    expect(giveUpPolicy.isHopeless({ ...away, attempts: 5 })).toBe(true)
    expect(giveUpPolicy.isHopeless({ ...away, accountId: 'other', attempts: 2 })).toBe(false)
    now = 31_000
    expect(giveUpPolicy.isHopeless({ ...away, accountId: 'other', attempts: 2 })).toBe(true)
    expect(giveUpPolicy.isHopeless({ ...away, accountId: 'third', uploadUrl: 'https://h.test/1', attempts: 9 })).toBe(false)
    expect(giveUpPolicy.isHopeless({ ...away, accountId: 'third', attempts: 9 })).toBe(false)
    expect(giveUpPolicy.isHopeless({ ...away, waiting: null, state: 'uploading', attempts: 9 })).toBe(false)
  })
})

describe('lines about folders', () => {
  it('report problems and recoveries of a running service once, and no ordinary scans', () => {
    const report = createWatchReporter()
    expect(report(aWatch({ state: 'watching' }))).toBeNull()
    expect(report(aWatch({ state: 'scanning' }))).toBeNull()
    expect(report(aWatch({ state: 'offline' }))).toMatchObject({ problem: true })
    expect(report(aWatch({ state: 'offline' }))).toBeNull()
    expect(report(aWatch({ state: 'scanning' }))).toBeNull()
    expect(report(aWatch({ state: 'watching' }))).toMatchObject({ problem: false })
    expect(
      report(aWatch({ state: 'watching', counts: { waiting: 0, asking: 2, queued: 0, sent: 1, ignored: 0 } }))?.text,
    ).toContain('2 files to decide about')
  })

  it('name counts, rules and what is wrong', () => {
    const watch = aWatch({ state: 'watching', counts: { waiting: 3, asking: 0, queued: 0, sent: 1_204, ignored: 0 } })
    expect(watchText(watch, 0)[1]).toBe('    1,204 sent, 3 waiting')
    const preview = {
      path: '/clips',
      complete: false,
      files: 4,
      send: { files: 2, bytes: 2_000 },
      ignored: { extension: 1 },
      sentBefore: 1,
      unread: 2,
      sample: [{ path: 'a.mov', sizeBytes: 1_000, verdict: 'send', reason: null }],
      problems: [],
    } as const
    expect(previewText(preview, 'Studio')).toEqual([
      '/clips: 2 files (2.00 kB) would be sent to Studio.',
      'Of 2 files it is not known yet whether duration, resolution and codec fit.',
      '1 file sent before.',
      '1 file left out: another kind of file.',
      'The folder is very large; this is only a part of it.',
      '    send  1.00 kB  a.mov',
    ])
  })
})
