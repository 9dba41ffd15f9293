/** @file The measured speed decides by which method a long upload is created at its host. */
import { expect, it } from 'vitest'
import { createCloudflareProvider } from '../../../../src-main/adapters/providers/cloudflare/provider.ts'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import { anIdentity } from '../../../support/fakes.ts'
import { startedHarness } from '../../../support/queue-harness.ts'

const MBIT = 1_000_000 / 8
const FIRST_BYTES = 100_000_000
const LONG_BYTES = 25_000_000_000
/** An hour and a half, known of every file. */
const DURATION_S = 5_400

const offline = { call: () => Promise.reject(new FailureError(failure('network.offline', { host: 'api.cloudflare.com' }))) }

/** Sends a first file at this speed, or none, and then a long one; where the long one is made. */
async function createLongUpload(bytesPerSecond: number | null, sizeBytes = LONG_BYTES) {
  const harness = await startedHarness({
    settings: { concurrency: 1 },
    durationSeconds: DURATION_S,
    providers: [createCloudflareProvider({ http: offline, now: Date.now })],
    accounts: [
      {
        id: 'stream',
        provider: 'cloudflare',
        name: 'Stream',
        settings: { accountId: 'a1' },
        defaults: { options: {}, titleTemplate: null },
        adHoc: false,
      },
    ],
  })
  const running = () => harness.transfer.running().find(({ job }) => job.sender.accountId === 'stream')
  const address = () => running()?.job.target.endpoints[0]?.replace(/^.*\/stream/, '')
  if (bytesPerSecond !== null) {
    harness.disk.set('/first.mp4', { ...anIdentity, inode: 'first', sizeBytes: FIRST_BYTES })
    await harness.add(['first.mp4'], 'stream')
    const first = running()
    if (!first) throw new Error('the first file is not being sent')
    first.job.onCreated({ uploadUrl: 'https://upload.cloudflarestream.com/tus/1', remoteId: 'v1', expiresAt: null })
    first.job.onSending({ offset: 0, expiresAt: null, learnedChunkBytes: null })
    await harness.clock.advance((FIRST_BYTES / bytesPerSecond) * 1_000)
    first.job.onInFlight(FIRST_BYTES)
    first.job.onAccepted(FIRST_BYTES)
    first.end({ kind: 'complete' })
    await harness.clock.settle()
  }
  harness.disk.set('/long.mp4', { ...anIdentity, inode: 'long', sizeBytes })
  const [id = ''] = await harness.add(['long.mp4'], 'stream')
  return { endpoint: address(), row: harness.view(id) }
}

it('a file of 25 GB on a line that was measured at 10 Mbit/s is created with the key', async () => {
  const { endpoint, row } = await createLongUpload(10 * MBIT)
  expect(row).toMatchObject({ sizeBytes: LONG_BYTES, failure: null })
  expect(endpoint).toBe('')
})

it('the same file on a line that was measured at 100 Mbit/s is created without the key', async () => {
  expect((await createLongUpload(100 * MBIT)).endpoint).toBe('?direct_user=true')
})

it('a file of 10 GB on a line of 10 Mbit/s is created without the key, unlike with the guessed speed', async () => {
  expect((await createLongUpload(10 * MBIT, 10_000_000_000)).endpoint).toBe('?direct_user=true')
  expect((await createLongUpload(null, 10_000_000_000)).endpoint).toBe('')
})

it('on an unmeasured line it is created with the key', async () => {
  expect((await createLongUpload(null)).endpoint).toBe('')
})
