import { describe, expect, it } from 'vitest'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import { NO_FACTS } from '../../../../src-main/contract/media.ts'
import { Inconclusive } from '../../../../src-main/engine/thumbnails/ports.ts'
import { anIdentity } from '../../../support/fakes.ts'
import { thumbnailHarness as harness, JPEG } from '../../../support/thumbnail-harness.ts'

describe('thumbnails', () => {
  it('are made for requested uploads only', async () => {
    const { thumbnails, add, calls, clock, published, state } = harness()
    for (const name of ['a', 'b', 'c']) add(name, `/disk/${name}.mp4`)
    expect(await thumbnails.want(['b', 'unknown'])).toMatchObject([{ state: 'pending' }])
    await clock.settle()
    expect(calls().map(({ path, seekSeconds }) => [path, seekSeconds])).toEqual([['/disk/b.mp4', 4]])
    calls()[0]?.end(JPEG)
    await clock.settle()
    expect(published.map(({ state: now }) => now)).toEqual(['ready'])
    expect(await state('b')).toBe('ready')
    expect(calls()).toHaveLength(1)
    const [view] = await thumbnails.want(['b'])
    expect(await thumbnails.picture(view?.id ?? '')).toEqual({ type: 'image/jpeg', bytes: JPEG })
    expect(await thumbnails.picture('nothing')).toBeNull()
  })

  it('are made one at a time per drive, the last requests first', async () => {
    const { thumbnails, add, calls, clock } = harness()
    for (const name of ['a', 'b', 'c']) add(name, `/disk/${name}.mp4`)
    add('other', '/card/x.mp4')
    await thumbnails.want(['a', 'b', 'other'])
    await clock.settle()
    expect(calls().map(({ path }) => path)).toEqual(['/disk/a.mp4', '/card/x.mp4'])
    await thumbnails.want(['c'])
    calls()[0]?.end(JPEG)
    await clock.settle()
    expect(calls().map(({ path }) => path)).toEqual(['/disk/a.mp4', '/card/x.mp4', '/disk/c.mp4'])
  })

  it('leave the drive to transfers most of the time', async () => {
    const { thumbnails, add, calls, clock } = harness({ sending: ['/disk/sent.mp4'] })
    for (const name of ['a', 'b']) add(name, `/disk/${name}.mp4`)
    await thumbnails.want(['a', 'b'])
    await clock.advance(1_000)
    calls()[0]?.end(JPEG)
    await clock.advance(8_900)
    expect(calls()).toHaveLength(1)
    await clock.advance(200)
    expect(calls()).toHaveLength(2)
  })

  it('are made by the next maker, and at last by the page, when a maker can make none, which is remembered', async () => {
    const { thumbnails, add, calls, clock, cache, state } = harness({ makers: ['system', 'ffmpeg'] })
    add('a', '/disk/a.mxf')
    const [view] = await thumbnails.want(['a'])
    await clock.settle()
    calls(0)[0]?.end(null)
    await clock.settle()
    calls(1)[0]?.end(new TextEncoder().encode('this is no picture'))
    await clock.settle()
    expect(await state('a')).toBe('page')
    expect(cache.failedMakers(view?.id ?? '')).toEqual(['system', 'ffmpeg'])
    await clock.advance(60_000)
    await state('a')
    await clock.settle()
    expect([calls(0).length, calls(1).length]).toEqual([1, 1])
  })

  it('are tried again, after a while, when the drive does not answer or the file is not there', async () => {
    const { add, calls, clock, cache, disk, log, state } = harness()
    add('a', '/disk/a.mp4')
    expect(await state('a')).toBe('pending')
    await clock.settle()
    calls()[0]?.end(new FailureError(failure('file.notAnswering', { path: '/disk/a.mp4', volume: 'disk', point: '/disk' })))
    await clock.settle()
    expect(await state('a')).toBe('pending')
    await clock.advance(29_000)
    expect(calls()).toHaveLength(1)
    disk.delete('/disk/a.mp4')
    await clock.advance(1_000)
    await state('a')
    await clock.settle()
    expect([calls().length, await state('a')]).toEqual([1, 'pending'])
    disk.set('/disk/a.mp4', anIdentity)
    await clock.advance(30_000)
    await state('a')
    await clock.settle()
    calls()[1]?.end(JPEG)
    await clock.settle()
    expect(await state('a')).toBe('ready')
    expect(cache.limits).toEqual([200_000_000])
    expect(log.errors).toEqual([])
  })

  it('are tried once more, after a while, when the work was inconclusive; then the maker is excluded for an hour', async () => {
    const { thumbnails, add, calls, clock, cache, log, state } = harness()
    add('a', '/disk/a.mp4')
    const [view] = await thumbnails.want(['a'])
    for (const count of [1, 2]) {
      await clock.settle()
      expect([calls().length, await state('a')]).toEqual([count, 'pending'])
      calls()[count - 1]?.end(new Inconclusive('It was ended by SIGKILL.'))
      await clock.settle()
      if (count === 1) expect(await state('a')).toBe('pending')
      await clock.advance(29_000)
      expect(calls()).toHaveLength(count)
      await clock.advance(1_000)
      await state('a')
    }
    expect([await state('a'), cache.failedMakers(view?.id ?? ''), log.errors]).toEqual(['page', [], []])
    await clock.advance(60 * 60 * 1_000)
    expect(await state('a')).toBe('pending')
    await clock.settle()
    expect(calls()).toHaveLength(3)
  })

  it('are not retried without end by a maker that fails unexpectedly', async () => {
    const { thumbnails, add, calls, clock, log, state } = harness()
    add('a', '/disk/a.mp4')
    await thumbnails.want(['a'])
    await clock.settle()
    calls()[0]?.end(new TypeError('nobody foresaw this'))
    await clock.settle()
    await state('a')
    await clock.settle()
    expect([calls().length, log.errors.length]).toEqual([1, 1])
    await clock.advance(30_000)
    await state('a')
    await clock.settle()
    calls()[1]?.end(new TypeError('nobody foresaw this'))
    await clock.settle()
    expect(await state('a')).toBe('page')
  })

  it('are made with the stored media facts, which are not read again', async () => {
    const { thumbnails, add, calls, clock, factReads } = harness()
    const { sizeBytes, mtimeNs } = anIdentity
    const facts = { ...NO_FACTS, durationSeconds: 100 }
    add('known', '/disk/known.mp4', anIdentity, { sizeBytes, mtimeNs, facts })
    add('other', '/card/other.mp4', anIdentity, { sizeBytes, mtimeNs: '98', facts })
    await thumbnails.want(['known', 'other'])
    await clock.settle()
    expect(calls().map(({ path, seekSeconds }) => [path, seekSeconds])).toEqual([
      ['/disk/known.mp4', 10],
      ['/card/other.mp4', 4],
    ])
    expect(factReads).toEqual(['/card/other.mp4'])
  })

  it('wait for an aspect ratio that could not be read, where the maker needs it, and are not remembered as impossible', async () => {
    const { thumbnails, add, calls, clock, cache, played, state } = harness({ makers: ['system', 'ffmpeg'] })
    played.canReadFacts = false
    add('a', '/disk/a.mp4')
    const [view] = await thumbnails.want(['a'])
    await clock.settle()
    expect([calls(0).length, calls(1).length, await state('a'), cache.failedMakers(view?.id ?? '')]).toEqual([
      0,
      0,
      'pending',
      [],
    ])
    await clock.advance(30_000)
    await state('a')
    await clock.settle()
    await clock.advance(30_000)
    await state('a')
    await clock.settle()
    expect([calls(0).length, calls(1).length, cache.failedMakers(view?.id ?? '')]).toEqual([0, 1, []])
  })

  it('are tried again at once when a drive answers', async () => {
    const { thumbnails, add, calls, clock, state } = harness()
    add('a', '/disk/a.mp4')
    await state('a')
    await clock.settle()
    calls()[0]?.end(new FailureError(failure('file.notAnswering', { path: '/disk/a.mp4', volume: 'disk', point: '/disk' })))
    await clock.settle()
    thumbnails.driveAnswered()
    await clock.settle()
    expect(calls()).toHaveLength(2)
  })

  it('are not those of another version: a file that changes meanwhile has none, and is no failure', async () => {
    const { add, calls, clock, disk, cache, state, thumbnails } = harness()
    add('a', '/disk/a.mp4')
    const [view] = await thumbnails.want(['a'])
    await clock.settle()
    disk.set('/disk/a.mp4', { ...anIdentity, mtimeNs: '99' })
    calls()[0]?.end(JPEG)
    await clock.settle()
    expect([cache.has(view?.id ?? ''), cache.failedMakers(view?.id ?? ''), await state('a')]).toEqual([false, [], 'pending'])
    add('a', '/disk/a.mp4', { ...anIdentity, mtimeNs: '99' })
    const [next] = await thumbnails.want(['a'])
    expect(next?.id).not.toBe(view?.id)
    await clock.settle()
    calls()[1]?.end(JPEG)
    await clock.settle()
    expect(await state('a')).toBe('ready')
  })

  it('are neither made nor shown while they are switched off, which aborts running work', async () => {
    const { add, calls, clock, cache, change, state, thumbnails } = harness()
    add('a', '/disk/a.mp4')
    const [view] = await thumbnails.want(['a'])
    await clock.settle()
    change({ thumbnails: false })
    await clock.settle()
    expect(calls()[0]?.signal.aborted).toBe(true)
    expect([await state('a'), await thumbnails.picture(view?.id ?? ''), cache.limits.at(-1)]).toEqual(['none', null, 0])
    await clock.advance(60_000)
    expect(calls()).toHaveLength(1)
    change({ thumbnails: true, thumbnailBytes: 50_000_000 })
    expect(await state('a')).toBe('pending')
    await clock.advance(31_000)
    await state('a')
    await clock.settle()
    expect([calls().length, cache.limits.at(-1)]).toEqual([2, 50_000_000])
  })

  it('end with the engine: no work goes on, none begins, and no timer is left', async () => {
    const { thumbnails, add, calls, clock, closing, state } = harness({ sending: ['/disk/sent.mp4'] })
    add('a', '/disk/a.mp4')
    add('b', '/disk/b.mp4')
    await thumbnails.want(['a', 'b'])
    await clock.settle()
    closing.begin()
    thumbnails.close()
    await clock.settle()
    expect(calls()[0]?.signal.aborted).toBe(true)
    await state('b')
    await clock.advance(60_000)
    expect([calls().length, clock.timers]).toEqual([1, 0])
  })
})
