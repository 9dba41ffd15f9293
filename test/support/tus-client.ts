/** @file One attempt to send bytes from memory with Reelay’s own transfer over real HTTP, and its outcome. */
import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { createHttp } from '../../src-main/adapters/network/http.ts'
import { createRateLimit } from '../../src-main/adapters/network/rate-limit.ts'
import type { Trust } from '../../src-main/adapters/network/trust.ts'
import { createTusTransfer } from '../../src-main/adapters/tus/tus-transfer.ts'
import type { TransferJob, TransferOutcome, TusTarget } from '../../src-main/engine/ports/transfer.ts'
import { sourceOf } from './fakes.ts'
import type { TusServer } from './tus-server.ts'

export interface Attempt {
  readonly outcome: TransferOutcome
  readonly uploadUrl: string | null
  readonly acceptedBytes: number
  /** Sizes that the transfer asked to be stored, oldest first. */
  readonly learned: readonly number[]
}

export interface AttemptOptions {
  readonly content: Buffer
  readonly endpoint: string
  readonly target?: Partial<TusTarget>
  readonly before?: Attempt
  readonly stallMs?: number
  /** Trusted certificates. */
  readonly trust?: Trust
}

/** Sends until the attempt ends; with `before` it resumes an earlier one. */
export async function attempt({
  content,
  endpoint,
  target = {},
  before,
  stallMs = 10_000,
  trust,
}: AttemptOptions): Promise<Attempt> {
  const limit = createRateLimit({ general: () => null, ofAccount: () => null })
  const http = createHttp({ limit, userAgent: 'Reelay/test', ...(trust ? { trust } : {}) })
  const transfer = createTusTransfer({ http, now: Date.now })
  const learned: number[] = []
  let uploadUrl = before?.uploadUrl ?? null
  let acceptedBytes = before?.acceptedBytes ?? 0
  const job: TransferJob = {
    source: sourceOf(content),
    sender: { uploadId: 'upload', accountId: 'account' },
    target: {
      endpoints: [endpoint],
      metadata: {},
      chunkBytes: null,
      chunks: null,
      credentials: async () => ({}),
      accountName: 'Studio',
      timeouts: { connectMs: stallMs, stallMs, answerMs: stallMs },
      ...target,
    },
    uploadUrl,
    acceptedBytes,
    unconfirmedBytes: 0,
    signal: new AbortController().signal,
    onCreated: (remote) => {
      uploadUrl = remote.uploadUrl
    },
    onSending: ({ offset }) => {
      acceptedBytes = offset
    },
    onLearned: (chunkBytes) => learned.push(chunkBytes),
    onAccepted: (offset) => {
      acceptedBytes = offset
    },
    onInFlight: () => {},
  }
  try {
    return { outcome: await transfer.send(job), uploadUrl, acceptedBytes, learned }
  } finally {
    http.close()
  }
}

/** An upload of which the server has the first part. */
export async function sendOnePart(
  { endpoint, intercept }: TusServer,
  { content, target }: { readonly content: Buffer; readonly target: Partial<TusTarget> & { readonly chunkBytes: number } },
): Promise<Attempt> {
  let parts = 0
  intercept((request, response) => {
    if (request.method !== 'PATCH' || parts++ === 0) return false
    response.writeHead(500).end()
    return true
  })
  const first = await attempt({ content, endpoint, target })
  expect(first.acceptedBytes).toBe(target.chunkBytes)
  return first
}

export const someBytes = (count: number): Buffer => randomBytes(count)
