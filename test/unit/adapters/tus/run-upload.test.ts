import { describe, expect, it } from 'vitest'
import { createCookieJars } from '../../../../src-main/adapters/tus/cookies.ts'
import { runUpload } from '../../../../src-main/adapters/tus/run-upload.ts'
import type { Http } from '../../../../src-main/engine/ports/http.ts'
import type { TransferJob } from '../../../../src-main/engine/ports/transfer.ts'
import { aSource } from '../../../support/fakes.ts'

const MIB = 1024 * 1024
const SIZE = 200 * MIB
const UPLOAD = 'https://one.test/files/1'

interface Earlier {
  /** Confirmed by the server before. */
  readonly acceptedBytes: number
  /** Sent since then, and not confirmed. */
  readonly unconfirmedBytes: number
  /** Size of requests that the provider wants; `null` for none. */
  readonly chunkBytes?: number
}

/** Resumes an upload of which the server has bytes up to an offset. */
async function resume({ acceptedBytes, unconfirmedBytes, chunkBytes }: Earlier, offset: number) {
  const parts: { readonly start: number; readonly sizeBytes: number }[] = []
  const http: Http = {
    async call({ method, headers, body, url }) {
      const start = method === 'HEAD' ? offset : Number(headers['Upload-Offset'])
      if (body) parts.push({ start, sizeBytes: body.sizeBytes })
      const reached = String(start + (body?.sizeBytes ?? 0))
      return { status: body ? 204 : 200, headers: { 'upload-offset': reached, 'upload-length': String(SIZE) }, body: '', url }
    },
  }
  const begun: Parameters<TransferJob['onSending']>[0][] = []
  const job: TransferJob = {
    source: aSource(SIZE),
    sender: { uploadId: 'one', accountId: 'account' },
    target: {
      accountName: 'Studio',
      credentials: async () => ({}),
      timeouts: { connectMs: 1_000, stallMs: 1_000, answerMs: 1_000 },
      endpoints: ['https://one.test/files/'],
      metadata: {},
      chunkBytes: chunkBytes ?? null,
      chunks: null,
    },
    uploadUrl: UPLOAD,
    acceptedBytes,
    unconfirmedBytes,
    signal: new AbortController().signal,
    onCreated: () => {},
    onSending: (sending) => void begun.push(sending),
    onAccepted: () => {},
    onInFlight: () => {},
  }
  const end = await runUpload(UPLOAD, job, { http, now: () => 0, jars: createCookieJars(), algorithmFor: async () => null })
  expect(end).toEqual({ kind: 'complete' })
  return { begun, first: parts[0] }
}

describe('an upload that is resumed', () => {
  it('goes on in smaller requests from the first on, if the server kept nothing of what was sent to it', async () => {
    const { begun, first } = await resume({ acceptedBytes: 20 * MIB, unconfirmedBytes: 8 * MIB }, 20 * MIB)
    expect(begun).toEqual([{ offset: 20 * MIB, expiresAt: null, learnedChunkBytes: 50 * MIB }])
    expect(first).toEqual({ start: 20 * MIB, sizeBytes: 10 * MIB })
  })

  it.each([
    ['the server kept a part', { acceptedBytes: 20 * MIB, unconfirmedBytes: 8 * MIB }, 20 * MIB + 1],
    ['little was sent', { acceptedBytes: 20 * MIB, unconfirmedBytes: 8 * MIB - 1 }, 20 * MIB],
  ])('is sent in one request if %s', async (_case, earlier, offset) => {
    const { begun, first } = await resume(earlier, offset)
    expect(begun).toEqual([{ offset, expiresAt: null, learnedChunkBytes: null }])
    expect(first).toEqual({ start: offset, sizeBytes: SIZE - offset })
  })

  it('keeps requests of the size that its provider wants', async () => {
    const { begun, first } = await resume({ acceptedBytes: 0, unconfirmedBytes: 8 * MIB, chunkBytes: 5 * MIB }, 0)
    expect(begun).toEqual([{ offset: 0, expiresAt: null, learnedChunkBytes: null }])
    expect(first).toEqual({ start: 0, sizeBytes: 5 * MIB })
  })
})
