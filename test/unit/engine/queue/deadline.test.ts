import { expect, it } from 'vitest'
import { deadlineOf } from '../../../../src-main/contract/deadline.ts'
import { FailureError, failure } from '../../../../src-main/contract/errors.ts'
import { anIdentity } from '../../../support/fakes.ts'
import { createHarness, startedHarness } from '../../../support/queue-harness.ts'

const HOUR = 3_600_000
/** Slow enough that the end of an upload matters. */
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

it('a row has the end that its host tells once the upload is there', async () => {
  const harness = await startedHarness(slow)
  const end = harness.clock.now() + 6 * HOUR
  const asked: string[] = []
  harness.host.setDeadline(async (_account, { remoteId }) => {
    asked.push(remoteId)
    return end
  })
  const id = await sending(harness)
  expect(harness.view(id)).toMatchObject({ state: 'uploading', expiresAt: end })
  expect(asked).toEqual(['video of a.mp4'])
  expect(deadlineOf(harness.view(id), harness.clock.now())).toEqual({ at: end, verdict: 'fits' })
})

it('a host that does not answer keeps nobody from sending, and what was known stays', async () => {
  const harness = await startedHarness(slow)
  harness.host.setDeadline(() => Promise.reject(new FailureError(failure('server.answer', { host: 'h', reason: 'nothing' }))))
  const id = await sending(harness)
  expect(harness.view(id)).toMatchObject({ state: 'uploading', expiresAt: null })
  await sent(harness)
  expect(harness.view(id).state).toBe('processing')
})

it('a host that did not say the end is asked again when the upload goes on, until it has, whatever was reckoned meanwhile', async () => {
  const harness = await startedHarness(slow)
  const reckoned = harness.clock.now() + 24 * HOUR
  const said = harness.clock.now() + 20 * HOUR
  let asked = 0
  let answers = false
  harness.host.setDeadline(async () => {
    asked += 1
    if (!answers) throw new FailureError(failure('server.error', { host: 'h', status: 502 }))
    return said
  })
  const [id = ''] = await harness.add(['a.mp4'], 'film')
  const { job } = harness.send('a.mp4')
  job.onCreated({ uploadUrl: 'https://one.test/files/a', remoteId: null, expiresAt: reckoned })
  job.onSending({ offset: 0, expiresAt: null, learnedChunkBytes: null })
  await harness.clock.settle()
  expect([asked, harness.view(id).expiresAt]).toEqual([1, reckoned])
  const goOn = async () => {
    await harness.engine.queue.commands.pause({ ids: [id] })
    await harness.clock.settle()
    await harness.engine.queue.commands.resume({ ids: [id] })
    await harness.clock.settle()
  }
  answers = true
  await goOn()
  expect([asked, harness.view(id).expiresAt]).toEqual([2, said])
  await goOn()
  expect([asked, harness.view(id).expiresAt]).toEqual([2, said])
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

it('an upload that does not move warns while there is time: what is left is held against the deadline', async () => {
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

it('a short upload asks for no end: hosts count calls', async () => {
  const harness = await startedHarness()
  const asked: string[] = []
  harness.host.setDeadline(async (_account, { remoteId }) => {
    asked.push(remoteId)
    return null
  })
  await sending(harness)
  expect(asked).toEqual([])
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

it('an attempt that cannot resume says nothing of the speed: what an earlier one has brought is not counted for it', async () => {
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
