import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { isAllowed } from '../../../../src-main/contract/queue/actions.ts'
import { notPossible } from '../../../../src-main/engine/queue/not-possible.ts'
import { anIdentity } from '../../../support/fakes.ts'
import { clipNames, startedHarness } from '../../../support/queue-harness.ts'

describe('the same file again', () => {
  it('is skipped with its receipt when it was sent and has not changed', async () => {
    const harness = await startedHarness()
    await harness.add(['one.mp4'])
    await harness.finish('one.mp4')
    const outcome = await harness.engine.queue.add({
      paths: ['/one.mp4'],
      destination: { account: 'one' },
      metadata: {},
      options: {},
      again: false,
      startOver: false,
    })
    expect(outcome).toMatchObject({ added: [], skipped: [{ path: '/one.mp4' }] })
    expect(harness.engine.receipts.list(0, 0, 10).receipts[0]?.id).toBe(outcome.skipped[0]?.receiptId)
  })

  it('is still recognised after the list was cleared', async () => {
    const harness = await startedHarness()
    const [id] = await harness.add(['one.mp4'])
    await harness.finish('one.mp4')
    await harness.engine.queue.commands.remove({ ids: [id as string] })
    expect(await harness.add(['one.mp4'])).toEqual([])
    expect(await harness.add(['one.mp4'], 'one', { again: true })).toHaveLength(1)
  })

  it('is another upload for another account', async () => {
    const harness = await startedHarness()
    await harness.add(['one.mp4'], 'one')
    await harness.add(['one.mp4'], 'two')
    expect(harness.sending()).toEqual(['one.mp4', 'one.mp4'])
  })

  it('resumes the unfinished upload instead of adding a second one', async () => {
    const harness = await startedHarness()
    const [id] = await harness.add(['one.mp4'])
    await harness.create('one.mp4')
    await harness.engine.queue.commands.pause({ ids: [id as string] })
    await harness.clock.settle()
    expect(await harness.add(['one.mp4'])).toEqual([id])
    expect(harness.send('one.mp4').job.uploadUrl).toBe('https://one.test/files/one.mp4')
  })

  it('is sent from the beginning with start over, and the old part is deleted at the host', async () => {
    const harness = await startedHarness()
    const [id] = await harness.add(['one.mp4'])
    await harness.create('one.mp4')
    await harness.engine.queue.commands.pause({ ids: [id as string] })
    await harness.clock.settle()
    await harness.add(['one.mp4'], 'one', { startOver: true })
    expect(harness.send('one.mp4').job.uploadUrl).toBeNull()
    expect(harness.transfer.terminated).toEqual(['https://one.test/files/one.mp4'])
  })
})

describe('commands', () => {
  it('pause all that can be paused and resume them in order', async () => {
    const harness = await startedHarness()
    await harness.add(clipNames(5))
    await harness.finish('clip000.mp4')
    const all = { filter: { group: 'all' as const, search: '' } }
    expect(await harness.engine.queue.commands.pause(all)).toMatchObject({ refused: 0 })
    await harness.clock.settle()
    expect(harness.sending()).toEqual([])
    expect(Object.values(harness.states())).toEqual(['done', 'paused', 'paused', 'paused', 'paused'])
    await harness.engine.queue.commands.resume(all)
    await harness.clock.settle()
    expect(harness.sending()).toEqual(['clip001.mp4', 'clip002.mp4', 'clip003.mp4'])
  })

  it('report what was refused and why, and apply to the rest', async () => {
    const harness = await startedHarness()
    const ids = await harness.add(clipNames(2))
    await harness.finish('clip000.mp4')
    const outcome = await harness.engine.queue.commands.pause({ ids: [...ids, 'nobody'] })
    expect(outcome).toEqual({
      changed: 1,
      refused: 2,
      refusals: [
        { id: ids[0], failure: notPossible('done', 'pause') },
        { id: 'nobody', failure: failure('queue.unknown', { id: 'nobody' }) },
      ],
    })
  })

  it('cancel a running upload, delete its part at the host once the attempt has ended, and free the slot', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    const ids = await harness.add(clipNames(2))
    await harness.create('clip000.mp4')
    await harness.engine.queue.commands.cancel({ ids: [ids[0] as string] })
    await harness.clock.settle()
    expect(harness.transfer.terminated).toEqual(['https://one.test/files/clip000.mp4'])
    expect(harness.sending()).toEqual(['clip001.mp4'])
    expect(harness.engine.queue.details(ids[0] as string).history.map((line) => line.event)).toEqual([
      'add',
      'start',
      'created',
      'sending',
      'cancel',
      'terminated',
    ])
  })

  it('remove finished uploads without deleting them at the host, and unfinished ones with their part there', async () => {
    const harness = await startedHarness({ settings: { concurrency: 2 } })
    const ids = await harness.add(clipNames(2))
    await harness.create('clip001.mp4')
    await harness.finish('clip000.mp4')
    await harness.engine.queue.commands.remove({ ids: [...ids] })
    await harness.clock.settle()
    expect(harness.states()).toEqual({})
    expect(harness.transfer.terminated).toEqual(['https://one.test/files/clip001.mp4'])
  })

  it('stop all uploads of an account that must sign in again, and retry them when it has', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    await harness.add(clipNames(3), 'one')
    await harness.add(['other.mp4'], 'two')
    harness.send('clip000.mp4').end({ kind: 'failed', failure: failure('account.signIn', { account: 'Server one' }) })
    await harness.clock.settle()
    expect(harness.states()).toMatchObject({ 'clip000.mp4': 'needs-attention', 'clip002.mp4': 'needs-attention' })
    expect(harness.sending()).toEqual(['other.mp4'])
    const endpoint = 'https://one.test/files/'
    const account = { id: 'one', provider: 'tus', name: 'Server one', settings: { endpoint }, secrets: { headers: 'A: b' } }
    await harness.engine.accounts.save(account, harness.engine.contextFor(new AbortController().signal))
    await harness.finish('other.mp4')
    expect(harness.sending()).toEqual(['clip000.mp4'])
    expect(harness.states()['clip002.mp4']).toBe('queued')
  })

  it('can pause and cancel an upload while what an earlier run has sent is read again for its receipt', async () => {
    const harness = await startedHarness()
    harness.readsForEver()
    const [one = '', two = ''] = await harness.add(['one.mp4', 'two.mp4'])
    await harness.finish('one.mp4')
    await harness.finish('two.mp4')
    expect(harness.states()).toEqual({ 'one.mp4': 'verifying', 'two.mp4': 'verifying' })
    await harness.engine.queue.commands.pause({ ids: [one] })
    await harness.engine.queue.commands.cancel({ ids: [two] })
    await harness.clock.settle()
    expect(harness.states()).toEqual({ 'one.mp4': 'paused', 'two.mp4': 'cancelled' })
    expect(harness.transfer.terminated).toEqual(['https://one.test/files/two.mp4'])
    expect(harness.journal.receipts.list(0, 0, 9).total).toBe(0)
  })

  it('are not needed when the host dropped the upload and the settings start it over, but only once', async () => {
    const harness = await startedHarness({ settings: { whenExpired: 'start-over-once' } })
    const [id] = await harness.add(['one.mp4'])
    ;(await harness.create('one.mp4')).end({ kind: 'failed', failure: failure('upload.expired', { host: 'one.test' }) })
    await harness.clock.settle()
    expect(harness.send('one.mp4').job.uploadUrl).toBeNull()
    expect(harness.steps).not.toContain('one.mp4 needs-attention')
    expect(harness.transfer.terminated).toEqual(['https://one.test/files/one.mp4'])
    ;(await harness.create('one.mp4')).end({ kind: 'failed', failure: failure('upload.expired', { host: 'one.test' }) })
    await harness.clock.settle()
    expect(harness.view(id as string)).toMatchObject({ state: 'needs-attention', restarts: 1 })
  })
})

describe('ending', () => {
  it('puts what was running back into the queue when it closes in good order', async () => {
    const harness = await startedHarness()
    await harness.add(clipNames(4))
    await harness.create('clip000.mp4')
    await harness.engine.queue.close()
    expect(new Set(Object.values(harness.states()))).toEqual(new Set(['queued']))
    expect(harness.journal.uploads.page({ group: 'all', search: 'clip000' }, 0, 1)[0]?.uploadUrl).toBe(
      'https://one.test/files/clip000.mp4',
    )
  })
})

describe('a command for all uploads', () => {
  const ALL = { filter: { group: 'all' as const, search: '' } }

  it.each(['retry', 'resume', 'pause', 'cancel', 'startOver', 'whenQuiet', 'giveUp', 'refresh'] as const)(
    '%s counts those that it changed, and neither counts nor refuses those that it cannot be asked of',
    async (verb) => {
      const harness = await startedHarness({ settings: { concurrency: 1 } })
      const [done = '', ...others] = await harness.add(['done.mp4', 'failed.mp4', 'sending.mp4', 'waits.mp4'])
      await harness.finish('done.mp4')
      harness.send('failed.mp4').end({ kind: 'failed', failure: failure('upload.tooLarge', { host: 'h', size: 2, limit: 1 }) })
      await harness.clock.settle()
      const states = (): string[] => [done, ...others].map((id) => harness.view(id).state)
      expect(states()).toEqual(['done', 'failed', 'preparing', 'queued'])
      const possible = [done, ...others].filter((id) => isAllowed(verb === 'refresh' ? 'giveUp' : verb, harness.view(id).state))
      const expected = verb === 'whenQuiet' || verb === 'refresh' ? 0 : possible.length
      const outcome = await harness.engine.queue.commands[verb](ALL)
      expect(outcome).toMatchObject({ changed: expected, refused: 0, refusals: [] })
    },
  )
})

describe('an upload of an earlier process', () => {
  it.each(['retry', 'startOver', 'whenQuiet'] as const)(
    'is sent by the process in which a person resumed it: %s',
    async (verb) => {
      const earlier = await startedHarness()
      const [id = ''] = await earlier.add(['one.mp4'])
      const send = await earlier.create('one.mp4')
      send.end({ kind: 'failed', failure: failure('file.changed', { path: '/one.mp4' }) })
      await earlier.clock.settle()
      const { journal, secrets } = earlier
      const harness = await startedHarness({ journal, secrets, scope: 'session' })
      harness.disk.set('/one.mp4', earlier.disk.get('/one.mp4') ?? anIdentity)
      await harness.clock.advance(60_000)
      expect(harness.sending()).toEqual([])
      expect(await harness.engine.queue.commands[verb]({ ids: [id] })).toMatchObject({ refused: 0 })
      await harness.clock.advance(60_000)
      expect(harness.sending()).toEqual(['one.mp4'])
    },
  )
})
