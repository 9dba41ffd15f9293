import { expect, it } from 'vitest'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import { deadlineOf } from '../../../../src-main/contract/queue/deadline.ts'
import { anIdentity } from '../../../support/fakes.ts'
import { createHarness, startedHarness } from '../../../support/queue-harness.ts'

const HOUR = 3_600_000
/** Slow enough that the deadline of an upload matters. */
const slow = { settings: { limitBytesPerSecond: 1 } }

async function sending(harness: Awaited<ReturnType<typeof startedHarness>>) {
  const [id = ''] = await harness.add(['a.mp4'], 'film')
  await harness.create('a.mp4')
  return id
}

async function sent(harness: Awaited<ReturnType<typeof startedHarness>>): Promise<void> {
  const { job, end } = harness.send('a.mp4')
  job.onAccepted(job.source.sizeBytes)
  end({ kind: 'complete' })
  await harness.clock.settle()
}

it('a row has the deadline that its host states once the upload is created', async () => {
  const harness = await startedHarness(slow)
  const end = harness.clock.now() + 6 * HOUR
  const requested: string[] = []
  harness.host.setDeadline(async (_account, { remoteId }) => {
    requested.push(remoteId)
    return end
  })
  const id = await sending(harness)
  expect(harness.view(id)).toMatchObject({ state: 'uploading', expiresAt: end })
  expect(requested).toEqual(['video of a.mp4'])
  expect(deadlineOf(harness.view(id), harness.clock.now())).toEqual({ at: end, verdict: 'fits' })
})

it('a host that does not answer delays no sending, and the estimated deadline stays', async () => {
  const harness = await startedHarness(slow)
  harness.host.setDeadline(() => Promise.reject(new FailureError(failure('server.answer', { host: 'h', reason: 'nothing' }))))
  const id = await sending(harness)
  expect(harness.view(id)).toMatchObject({ state: 'uploading', expiresAt: null })
  await sent(harness)
  expect(harness.view(id).state).toBe('processing')
})

it('a host that did not state the deadline is requested again with every attempt until it has, whatever was estimated meanwhile', async () => {
  const harness = await startedHarness(slow)
  const estimated = harness.clock.now() + 24 * HOUR
  const stated = harness.clock.now() + 20 * HOUR
  let requested = 0
  let answers = false
  harness.host.setDeadline(async () => {
    requested += 1
    if (!answers) throw new FailureError(failure('server.error', { host: 'h', status: 502 }))
    return stated
  })
  const [id = ''] = await harness.add(['a.mp4'], 'film')
  const { job } = harness.send('a.mp4')
  job.onCreated({ uploadUrl: 'https://one.test/files/a', remoteId: null, expiresAt: estimated })
  job.onSending({ offset: 0, expiresAt: null, learnedChunkBytes: null })
  await harness.clock.settle()
  expect([requested, harness.view(id).expiresAt]).toEqual([1, estimated])
  const resume = async () => {
    await harness.engine.queue.commands.pause({ ids: [id] })
    await harness.clock.settle()
    await harness.engine.queue.commands.resume({ ids: [id] })
    await harness.clock.settle()
  }
  answers = true
  await resume()
  expect([requested, harness.view(id).expiresAt]).toEqual([2, stated])
  await resume()
  expect([requested, harness.view(id).expiresAt]).toEqual([2, stated])
})

it('an answer is not waited for when the upload has ended, and changes nothing then', async () => {
  const harness = await startedHarness(slow)
  let answer: (at: number) => void = () => {}
  harness.host.setDeadline(
    (_account, _video, { signal }) =>
      new Promise((resolve, reject) => {
        answer = resolve
        signal.addEventListener('abort', () => reject(signal.reason))
      }),
  )
  const id = await sending(harness)
  await sent(harness)
  answer(harness.clock.now() + HOUR)
  await harness.clock.settle()
  expect(harness.view(id)).toMatchObject({ state: 'processing', expiresAt: null })
})

it('an upload without progress warns while there is time: the remaining bytes are compared with the deadline', async () => {
  const harness = await startedHarness(slow)
  const [id = ''] = await harness.add(['a.mp4'], 'film')
  const { sizeBytes } = harness.view(id)
  const { job } = harness.send('a.mp4')
  job.onCreated({
    uploadUrl: 'https://one.test/files/a',
    remoteId: null,
    expiresAt: harness.clock.now() + sizeBytes * 1_000 + 3 * HOUR,
  })
  job.onSending({ offset: 0, expiresAt: null, learnedChunkBytes: null })
  await harness.engine.queue.commands.pause({ ids: [id] })
  await harness.clock.settle()
  const verdict = () => deadlineOf(harness.view(id), harness.clock.now())?.verdict
  expect(harness.view(id).expected).toEqual({ seconds: sizeBytes, measured: false })
  expect(verdict()).toBe('fits')
  await harness.clock.advance(2.5 * HOUR)
  expect([harness.view(id).state, verdict()]).toEqual(['paused', 'soon'])
})

it('a short upload requests no deadline, because hosts limit the number of calls', async () => {
  const harness = await startedHarness()
  const requested: string[] = []
  harness.host.setDeadline(async (_account, { remoteId }) => {
    requested.push(remoteId)
    return null
  })
  await sending(harness)
  expect(requested).toEqual([])
})

it('a provider is told how long the video and its sending last', async () => {
  const harness = await startedHarness(slow)
  harness.facts.set('/a.mp4', { container: 'mp4', durationSeconds: 5_400 })
  const id = await sending(harness)
  expect(harness.host.preparedWith()).toEqual({
    durationSeconds: 5_400,
    expected: { seconds: harness.view(id).sizeBytes, measured: false },
  })
})

it('an attempt that cannot resume measures no speed: bytes of an earlier attempt are not counted for it', async () => {
  const harness = await startedHarness()
  harness.disk.set('/a.mp4', { ...anIdentity, sizeBytes: 10_000_000 })
  const [id = ''] = await harness.add(['a.mp4'], 'film')
  const first = await harness.create('a.mp4')
  await harness.clock.advance(4_000)
  first.job.onAccepted(2_000_000)
  const lost = { kind: 'failed', failure: failure('network.unreachable', { host: 'film.test' }) } as const
  first.end(lost)
  await harness.clock.settle()
  const measured = { seconds: 20, measured: true }
  for (const _again of [1, 2]) {
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    expect(harness.host.preparedWith()?.expected).toEqual(measured)
    const resume = harness.send('a.mp4')
    expect(resume.job.acceptedBytes).toBe(2_000_000)
    await harness.clock.advance(2_500)
    resume.end(lost)
    await harness.clock.settle()
  }
})

it('a file that will hardly arrive in time is warned about before its start, and is added all the same', async () => {
  const harness = createHarness(slow)
  harness.disk.set('/a.mp4', { sizeBytes: 100_000, mtimeNs: '1', inode: '1', device: '1' })
  const ask = (batchId: string) =>
    harness.engine.queue.add({
      batchId,
      paths: ['/a.mp4'],
      destination: { account: 'film' },
      metadata: {},
      options: {},
      again: false,
      startOver: false,
    })
  harness.host.setLifetime(HOUR)
  const outcome = await ask('b1')
  expect(outcome.added).toHaveLength(1)
  expect(outcome.warnings).toMatchObject([{ path: '/a.mp4', failure: { code: 'upload.tooSlow', params: { limit: '1 h' } } }])
  harness.host.setLifetime(48 * HOUR)
  harness.disk.set('/b.mp4', { sizeBytes: 100_000, mtimeNs: '1', inode: '2', device: '1' })
  const fits = await harness.engine.queue.add({
    paths: ['/b.mp4'],
    destination: { account: 'film' },
    metadata: {},
    options: {},
    again: false,
    startOver: false,
  })
  expect(fits.warnings).toEqual([])
})
