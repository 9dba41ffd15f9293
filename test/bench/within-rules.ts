/** @file Sends one file as the Cloudflare provider does, within the rules of its requests, with everything but the queue. */
import { createFiles } from '../../src-main/adapters/files/files.ts'
import { createHttp } from '../../src-main/adapters/network/http.ts'
import { createRateLimit } from '../../src-main/adapters/network/rate-limit.ts'
import { CHUNKS } from '../../src-main/adapters/providers/cloudflare/file.ts'
import { chunksFor } from '../../src-main/adapters/providers/kit/chunks.ts'
import { createTusTransfer } from '../../src-main/adapters/tus/tus-transfer.ts'

const PATIENCE_MS = 60_000

export async function sendWithinRules(endpoint: string, path: string): Promise<void> {
  const http = createHttp({ limit: createRateLimit({ general: () => null, ofAccount: () => null }), userAgent: 'Reelay/bench' })
  const files = createFiles('/no data folder')
  const source = await files.open(path, await files.identify(path))
  const outcome = await createTusTransfer({ http, now: Date.now }).send({
    source,
    sender: { uploadId: 'upload', accountId: 'account' },
    target: {
      endpoints: [endpoint],
      metadata: {},
      ...chunksFor(CHUNKS, { chunkBytes: null, learnedChunkBytes: null }),
      skipCapabilities: true,
      credentials: async () => ({}),
      accountName: 'Studio',
      timeouts: { connectMs: PATIENCE_MS, stallMs: PATIENCE_MS, answerMs: PATIENCE_MS },
    },
    uploadUrl: null,
    acceptedBytes: 0,
    unconfirmedBytes: 0,
    signal: new AbortController().signal,
    onCreated: () => {},
    onSending: () => {},
    onAccepted: () => {},
    onInFlight: () => {},
  })
  await source.close()
  http.close()
  if (outcome.kind !== 'complete') throw new Error(JSON.stringify(outcome))
}
