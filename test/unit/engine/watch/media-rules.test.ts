import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { NO_FACTS } from '../../../../src-main/contract/media.ts'
import { DEFAULT_WATCH_RULES, type WatchRules } from '../../../../src-main/contract/watch.ts'
import { mediaRules } from '../../../../src-main/engine/watch/media-rules.ts'
import { watchProfileSchema } from '../../../../src-main/engine/watch/watch-profile.ts'
import { createWatchHarness } from '../../../support/watch-harness.ts'

const rules = (change: Partial<WatchRules>) => mediaRules({ ...DEFAULT_WATCH_RULES, ...change })
const CLIP = { ...NO_FACTS, durationSeconds: 42, width: 1920, height: 1080, videoCodec: 'ProRes 422 HQ' }

describe('rules about what files say of themselves', () => {
  it('leave out what is too short, has too few lines, or another codec', () => {
    const strict = rules({ minSeconds: 10, minLines: 1080, codecs: ['ProRes', 'H.264'] })
    expect(strict.leavesOut(CLIP)).toBeNull()
    expect(strict.leavesOut({ ...CLIP, durationSeconds: 9.9 })).toBe('too-short')
    expect(strict.leavesOut({ ...CLIP, width: 1280, height: 720 })).toBe('low-resolution')
    expect(strict.leavesOut({ ...CLIP, videoCodec: 'DNxHR HQ' })).toBe('codec')
  })

  it('count the lines of the shorter side: a picture may be turned', () => {
    expect(rules({ minLines: 1080 }).leavesOut({ ...CLIP, width: 1080, height: 1920 })).toBeNull()
    expect(rules({ minLines: 1080 }).leavesOut({ ...CLIP, width: 720, height: 1280 })).toBe('low-resolution')
  })

  it('know codecs by the beginnings of their names, however they are spelled', () => {
    const known = (name: string, codec: string): boolean =>
      rules({ codecs: [name] }).leavesOut({ ...CLIP, videoCodec: codec }) === null
    expect([known('prores 422', 'ProRes 422 HQ'), known('h264', 'H.264'), known('HEVC 10-bit', 'HEVC 10 bit 4:2:2')]).toEqual([
      true,
      true,
      true,
    ])
    expect([known('ProRes 4444', 'ProRes 422 HQ'), known('HEVC 10 bit', 'HEVC')]).toEqual([false, false])
  })

  it('leave nothing out that a file does not tell', () => {
    expect(rules({ minSeconds: 10, minLines: 1080, codecs: ['ProRes'] }).leavesOut(NO_FACTS)).toBeNull()
  })

  it('are no rules as long as none is set, and files are not read for them', () => {
    expect(rules({}).areUsed).toBe(false)
    expect([{ minSeconds: 1 }, { minLines: 1 }, { codecs: ['AV1'] }].map((change) => rules(change).areUsed)).toEqual([
      true,
      true,
      true,
    ])
  })

  it('are missing in folders of earlier versions, which go on as they did', () => {
    const { minSeconds: _, minLines: __, codecs: ___, ...earlier } = { ...DEFAULT_WATCH_RULES, accountId: 'one' }
    const profile = {
      ...{ id: 'w', path: '/clips', volume: { id: '', label: '', kind: 'local' }, inVolume: '', paused: false, begun: true },
      rules: earlier,
    }
    expect(watchProfileSchema.parse(profile).rules).toMatchObject({ minSeconds: 0, minLines: 0, codecs: [] })
  })
})

describe('a finished file of a folder with such rules', () => {
  it('is sent or left out with the reason, by what it says of itself', async () => {
    const watch = createWatchHarness({ minSeconds: 10, minLines: 1080, codecs: ['ProRes'] })
    watch.facts.set('short.mov', { ...CLIP, durationSeconds: 2 })
    watch.facts.set('small.mov', { ...CLIP, width: 1280, height: 720 })
    watch.facts.set('other.mov', { ...CLIP, videoCodec: 'H.264' })
    watch.facts.set('right.mov', CLIP)
    watch.facts.set('silent.mov', {})
    for (const name of ['short.mov', 'small.mov', 'other.mov', 'right.mov', 'silent.mov', 'unreadable.mov'])
      watch.write(name, name)
    await watch.scan()
    expect(watch.known()).toEqual([
      'other.mov ignored (codec)',
      'right.mov queued',
      'short.mov ignored (too-short)',
      'silent.mov queued',
      'small.mov ignored (low-resolution)',
      'unreadable.mov queued',
    ])
  })

  it('is read once, however often the folder is scanned', async () => {
    const watch = createWatchHarness({ minSeconds: 10 })
    watch.facts.set('short.mov', { durationSeconds: 2 })
    watch.write('short.mov', 'short')
    await watch.scan()
    await watch.scan()
    await watch.scan()
    expect(watch.mediaReads).toEqual(['short.mov'])
    expect(watch.known()).toEqual(['short.mov ignored (too-short)'])
  })

  it('is sent when the rules no longer leave it out', async () => {
    const watch = createWatchHarness({ minSeconds: 10 })
    watch.facts.set('short.mov', { durationSeconds: 2 })
    watch.write('short.mov', 'short')
    await watch.scan()
    watch.rules({ minSeconds: 1 })
    await watch.scan()
    expect(watch.handed).toEqual(['short.mov'])
  })

  it('is read again when it was written to', async () => {
    const watch = createWatchHarness({ minSeconds: 10 })
    watch.facts.set('clip.mov', { durationSeconds: 2 })
    watch.write('clip.mov', 'short')
    await watch.scan()
    watch.facts.set('clip.mov', { durationSeconds: 20 })
    watch.write('clip.mov', 'much longer', true)
    await watch.scan()
    expect(watch.handed).toEqual(['clip.mov'])
  })

  it('stays sent when a new version of it is left out', async () => {
    const watch = createWatchHarness({ minSeconds: 10, whenChanged: 'send' })
    watch.facts.set('clip.mov', { durationSeconds: 20 })
    watch.write('clip.mov', 'long')
    await watch.scan()
    watch.send()
    watch.facts.set('clip.mov', { durationSeconds: 2 })
    watch.write('clip.mov', 'cut', true)
    await watch.scan()
    expect(watch.known()).toEqual(['clip.mov sent'])
    expect(watch.handed).toEqual(['clip.mov'])
  })

  it('is read for rules that were set while another one was checked with it', async () => {
    const watch = createWatchHarness()
    for (const name of ['one.mov', 'two.mov']) {
      watch.facts.set(name, { durationSeconds: 2 })
      watch.write(name, name)
    }
    vi.spyOn(watch.files, 'wholeness')
      .mockResolvedValueOnce('whole')
      .mockImplementationOnce(async () => {
        await turn()
        watch.rules({ minSeconds: 10 })
        return 'whole'
      })
    await watch.scan()
    expect(watch.known()).toEqual(['one.mov ignored (too-short)', 'two.mov ignored (too-short)'])
    expect(watch.handed).toEqual([])
  })

  it('is not read where no rule asks for it', async () => {
    const watch = createWatchHarness()
    watch.write('clip.mov', 'clip')
    await watch.scan()
    expect(watch.mediaReads).toEqual([])
    expect(watch.handed).toEqual(['clip.mov'])
  })
})
