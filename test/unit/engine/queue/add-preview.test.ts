import { describe, expect, it } from 'vitest'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import { MAX_PREVIEWED_CLIPS } from '../../../../src-main/contract/queue/add-preview.ts'
import type { Parsed } from '../../../../src-main/contract/requests.ts'
import { anIdentity } from '../../../support/fakes.ts'
import { clipNames, createHarness, type Harness, startedHarness } from '../../../support/queue-harness.ts'

const signal = new AbortController().signal
const at = (account: string, more: { options?: Record<string, string>; again?: boolean } = {}) => ({
  account,
  options: {},
  again: false,
  ...more,
})

/** The files of these tests were written an hour ago. */
function anHourLater(harness: Harness): Harness {
  harness.clock.set(3_600_000)
  return harness
}

async function preview(
  harness: Harness,
  names: readonly string[],
  to: Parsed<'queue.previewAdd'>['to'] = [at('one')],
  more = {},
) {
  for (const name of names) if (!harness.disk.has(`/${name}`)) harness.disk.set(`/${name}`, { ...anIdentity, inode: name })
  return harness.engine.queue.previewAdd({ paths: names.map((name) => `/${name}`), to, ...more }, signal)
}

/** What adding the same files does. */
const add = (harness: Harness, names: readonly string[], more: { again?: boolean } = {}) =>
  harness.engine.queue.add({
    paths: names.map((name) => `/${name}`),
    destination: { account: 'one' },
    ...{ metadata: {}, options: {}, again: false, startOver: false, fitting: true },
    ...more,
  })

describe('a preview of adding', () => {
  it('has the media facts of each clip, and adds nothing', async () => {
    const harness = anHourLater(createHarness({ durationSeconds: 90 }))
    const found = await preview(harness, ['a.mov', 'b.mov'])
    const { shown, accounts } = found
    expect(found).toMatchObject({ clips: 2, going: 2, bytes: 2_000, durationSeconds: 180, complete: true, unread: 0 })
    expect(shown).toMatchObject([
      {
        path: '/a.mov',
        name: 'a.mov',
        sizeBytes: 1_000,
        modifiedAt: 1_700_000_000_000,
        media: { durationSeconds: 90 },
        conflicts: [],
      },
      { path: '/b.mov' },
    ])
    expect(accounts).toMatchObject([
      { accountId: 'one', uploads: 2, bytes: 2_000, durationSeconds: 180, failure: null, lacks: null },
    ])
    expect(harness.order()).toEqual([])
  })

  it('reads each version of a file once', async () => {
    const harness = anHourLater(createHarness())
    await preview(harness, ['a'])
    await preview(harness, ['a'])
    expect(harness.reads).toEqual(['/a'])
    harness.disk.set('/a', { ...anIdentity, inode: 'a', sizeBytes: 2_000 })
    await preview(harness, ['a'])
    expect(harness.reads).toEqual(['/a', '/a'])
  })

  it('names what is in the queue and what was sent, at each account by itself', async () => {
    const harness = anHourLater(await startedHarness())
    await harness.add(['sent'], 'one')
    await harness.finish('sent')
    const sentAt = harness.clock.now()
    await harness.add(['queued'], 'two')
    const { shown, accounts } = await preview(harness, ['sent', 'queued', 'new'], [at('one'), at('two')])
    expect(shown.map(({ conflicts }) => conflicts)).toEqual([
      [{ accountId: 'one', kind: 'sent', sentAt }],
      [{ accountId: 'two', kind: 'queued' }],
      [],
    ])
    expect(accounts).toMatchObject([
      { uploads: 2, counts: { queued: 0, sent: 1, unsure: 0, refused: 0 } },
      { uploads: 2, counts: { queued: 1, sent: 0, unsure: 0, refused: 0 } },
    ])
  })

  it('counts what was sent only where it is to be sent again, as adding does', async () => {
    const harness = anHourLater(await startedHarness())
    await harness.add(['a'])
    await harness.finish('a')
    for (const again of [false, true]) {
      const { accounts, going } = await preview(harness, ['a'], [at('one', { again })])
      const outcome = await add(harness, ['a'], { again })
      expect(going).toBe(accounts[0]?.uploads)
      expect([accounts[0]?.uploads, outcome.skipped.length]).toEqual([outcome.added.length, again ? 0 : 1])
    }
  })

  it('marks a file as unsure that may have been sent before, where only its content can decide', async () => {
    const harness = anHourLater(await startedHarness())
    await harness.add(['a'])
    await harness.finish('a')
    // Touched since: its size is the same.
    harness.disk.set('/a', { ...anIdentity, inode: 'a0', mtimeNs: '1699999900000000000' })
    const { shown, accounts } = await preview(harness, ['a'])
    expect(shown[0]?.conflicts).toEqual([{ accountId: 'one', kind: 'unsure' }])
    expect(accounts[0]).toMatchObject({ uploads: 1, counts: { unsure: 1 } })
  })

  it('leaves out what an account does not take by size or by what was read of it, and names the reason', async () => {
    const harness = anHourLater(createHarness({ durationSeconds: 90 }))
    harness.host.provider.checkFile = ({ sizeBytes, media }) => {
      if (sizeBytes > 5_000) return failure('upload.tooLarge', { host: 'Video host', size: sizeBytes, limit: 5_000 })
      const seconds = media.durationSeconds ?? 0
      return seconds > 100 ? failure('file.tooLong', { host: 'Video host', seconds, limit: 100, reason: 'x' }) : null
    }
    harness.disk.set('/large', { ...anIdentity, inode: 'large', sizeBytes: 6_000 })
    harness.facts.set('/long', { durationSeconds: 200 })
    const to = [at('film'), at('one')]
    const { accounts, shown } = await preview(harness, ['large', 'long', 'fits'], to)
    expect(shown.map(({ conflicts }) => conflicts.map((one) => ('failure' in one ? one.failure.code : one.kind)))).toEqual([
      ['upload.tooLarge'],
      ['file.tooLong'],
      [],
    ])
    expect(accounts).toMatchObject([
      {
        uploads: 1,
        bytes: 1_000,
        durationSeconds: 90,
        counts: { refused: 2 },
        refusals: [{ path: '/large' }, { path: '/long' }],
      },
      { uploads: 3, bytes: 8_000, durationSeconds: 380, counts: { refused: 0 } },
    ])
    // Adding decides in the same way, also by the media facts that were read for the preview.
    const outcome = await harness.engine.queue.add({
      paths: ['/large', '/long', '/fits'],
      destination: { account: 'film' },
      ...{ metadata: {}, options: {}, again: false, startOver: false, fitting: true },
    })
    expect([outcome.added.length, outcome.rejected.map(({ path }) => path)]).toEqual([1, ['/large', '/long']])
  })

  it('reports why the options of an account cannot be used', async () => {
    const harness = anHourLater(createHarness())
    harness.host.provider.checkOptions = (options) => {
      if (options['event'] === 'bad') throw new FailureError(failure('input.invalid', { reason: 'There is no such event.' }))
      return options
    }
    const { accounts } = await preview(harness, ['a'], [at('film', { options: { event: 'bad' } }), at('one')])
    expect(accounts).toMatchObject([{ failure: { params: { reason: 'There is no such event.' } } }, { failure: null }])
  })

  it.each([
    ['bytes', 1_500, 2_000],
    ['minutes', 2, 3],
  ] as const)('reports when the room that a host has reported in %s is not enough', async (unit, little, enough) => {
    const harness = anHourLater(createHarness({ durationSeconds: 90 }))
    for (const [free, lacks] of [
      [little, { free: little, unit }],
      [enough, null],
    ] as const) {
      harness.host.provider.test = async () => ({ message: '', details: [], checks: [], room: { free, total: null, unit } })
      await harness.engine.accounts.test('film', harness.engine.contextFor(signal))
      const { accounts } = await preview(harness, ['a', 'b'], [at('film')])
      if (lacks) expect(accounts[0]?.lacks).toMatchObject(lacks)
      else expect(accounts[0]?.lacks).toBeNull()
    }
  })

  it('names clips of the same name, what is not there, and the same file under another path once', async () => {
    const harness = anHourLater(createHarness())
    const same = { ...anIdentity, inode: 'same' }
    harness.disk.set('/a', same)
    harness.disk.set('/link', same)
    harness.disk.set('/day/c1', { ...anIdentity, inode: 'x' })
    harness.disk.set('/night/c1', { ...anIdentity, inode: 'y' })
    const paths = ['/a', '/link', '/day/c1', '/night/c1', '/gone']
    const found = await harness.engine.queue.previewAdd({ paths, to: [at('one')] }, signal)
    expect(found).toMatchObject({ clips: 3, namesakes: 2, leftOut: 1, problemCount: 1, problems: [{ path: '/gone' }] })
    expect(found.shown.map(({ hasNamesake }) => hasNamesake)).toEqual([false, true, true])
    expect(found.problems[0]?.failure.code).toBe('file.missing')
  })

  it('counts every clip of a name that several have, and the bytes of all, also of those that are not shown', async () => {
    const harness = anHourLater(createHarness())
    const paths = Array.from({ length: MAX_PREVIEWED_CLIPS + 30 }, (_, index) => `/${index}/${index % 3 === 0 ? 'same' : index}`)
    for (const [index, path] of paths.entries()) harness.disk.set(path, { ...anIdentity, sizeBytes: 10, inode: `${index}` })
    const found = await harness.engine.queue.previewAdd({ paths, to: [at('one')] }, signal)
    expect(found).toMatchObject({
      clips: paths.length,
      bytes: paths.length * 10,
      namesakes: Math.ceil(paths.length / 3),
    })
  })

  it('checks a file twice that was written a moment ago, before it reports that it is still being written', async () => {
    const harness = anHourLater(createHarness())
    const fresh = { ...anIdentity, mtimeNs: `${harness.clock.now() - 5_000}000000` }
    harness.disk.set('/growing', { ...fresh, inode: 'g' })
    harness.disk.set('/finished', { ...fresh, inode: 'f' })
    const pending = preview(harness, ['growing', 'finished', 'old'])
    await harness.clock.settle()
    harness.disk.set('/growing', { ...fresh, inode: 'g', sizeBytes: 1_500 })
    await harness.clock.advance(1_000)
    expect((await pending).shown.map(({ name, growing }) => `${name} ${growing}`)).toEqual([
      'growing true',
      'finished false',
      'old false',
    ])
  })

  it('ends at once when nobody waits for that second check any more', async () => {
    const harness = anHourLater(createHarness())
    const aborted = new AbortController()
    harness.disk.set('/fresh', { ...anIdentity, mtimeNs: `${harness.clock.now() - 5_000}000000` })
    const pending = harness.engine.queue.previewAdd({ paths: ['/fresh'], to: [at('one')] }, aborted.signal)
    const timers = harness.clock.timers
    await harness.clock.settle()
    expect(harness.clock.timers).toBe(timers + 1)
    aborted.abort(new Error('closed'))
    await expect(pending).rejects.toThrow('closed')
    expect(harness.clock.timers).toBe(timers)
  })

  it('reports why a file cannot be read, and that one is empty', async () => {
    const harness = anHourLater(createHarness())
    harness.disk.set('/empty', { ...anIdentity, inode: 'e', sizeBytes: 0 })
    const { open } = harness.files
    harness.files.open = async (path, ...more) => {
      if (path === '/locked') throw new FailureError(failure('file.unreadable', { path, reason: 'EACCES' }))
      return open(path, ...more)
    }
    const { read } = harness.media
    harness.media.read = async (path) => (path === '/locked' ? null : read(path))
    const { shown } = await preview(harness, ['empty', 'locked', 'fine'])
    expect(shown.map((clip) => clip.failure?.code ?? null)).toEqual(['file.empty', 'file.unreadable', null])
  })

  it('lists the first clips, sums all of 5,000, and never blocks the event loop', async () => {
    const harness = anHourLater(createHarness({ durationSeconds: 10 }))
    const names = clipNames(5_000)
    let longest = 0
    let last = process.threadCpuUsage()
    const timer = setInterval(() => {
      const { user, system } = process.threadCpuUsage(last)
      longest = Math.max(longest, (user + system) / 1_000)
      last = process.threadCpuUsage()
    }, 1)
    const { clips, bytes, shown, accounts } = await preview(harness, names, [at('one'), at('two'), at('film')])
    clearInterval(timer)
    expect([clips, bytes, shown.length]).toEqual([5_000, 5_000_000, MAX_PREVIEWED_CLIPS])
    expect(accounts.map(({ uploads }) => uploads)).toEqual([5_000, 5_000, 5_000])
    expect(longest).toBeLessThan(250)
  })

  it('does not wait for a drive that does not respond, and reads the rest with the next request', async () => {
    const harness = anHourLater(createHarness({ durationSeconds: 10 }))
    const { read } = harness.media
    let isStuck = true
    harness.media.read = (path) => (isStuck ? new Promise(() => {}) : read(path))
    const pending = preview(harness, ['a', 'b'])
    await harness.clock.advance(1_500)
    expect(await pending).toMatchObject({ clips: 2, unread: 2, shown: [{ media: null, failure: null }, { media: null }] })
    isStuck = false
    expect(await preview(harness, ['a', 'b'])).toMatchObject({ unread: 0, shown: [{ media: { durationSeconds: 10 } }, {}] })
  })

  it('estimates the time for all files by the measured speed, and not before one is measured', async () => {
    const harness = anHourLater(await startedHarness())
    expect((await preview(harness, ['a'])).seconds).toBeNull()
    harness.disk.set('/big', { ...anIdentity, inode: 'big', sizeBytes: 20_000_000 })
    await harness.add(['big'])
    const send = await harness.create('big')
    for (let second = 1; second <= 5; second += 1) {
      send.job.onInFlight(2_000_000)
      send.job.onAccepted(second * 2_000_000)
      await harness.clock.advance(1_000)
    }
    harness.disk.set('/next', { ...anIdentity, inode: 'next', sizeBytes: 50_000_000 })
    const { seconds } = await preview(harness, ['next'], [at('one'), at('two')])
    // 100 MB at 2 MB/s.
    expect(seconds).toBeGreaterThan(40)
    expect(seconds).toBeLessThan(65)
  })

  it('has ids by which thumbnails of clips can be requested before they are added', async () => {
    const harness = anHourLater(createHarness())
    const { shown } = await preview(harness, ['a.mov'])
    const [clip] = shown
    const views = await harness.engine.thumbnails.want([clip?.id ?? '', 'clip-of-nobody'])
    expect(views.map(({ id }) => id)).toEqual([clip?.thumbnail])
    const [id = ''] = await harness.add(['a.mov'])
    expect([harness.view(id).thumbnail, (await preview(harness, ['a.mov'])).shown[0]?.id]).toEqual([clip?.thumbnail, clip?.id])
  })
})
