/** @file A receipt for tests. */
import { sep } from 'node:path'
import type { Receipt } from '../../src-main/contract/queue/upload.ts'

/** @param path with `/`, whatever the system */
export function aReceipt(path: string, change: Partial<Receipt> = {}): Receipt {
  return {
    id: path,
    uploadId: path,
    path: path.replaceAll('/', sep),
    name: path.split('/').at(-1) ?? '',
    sizeBytes: 1_000,
    mtimeNs: '1700000000123456789',
    accountId: 'account',
    accountName: 'Studio',
    provider: 'tus',
    uploadUrl: 'https://h.test/1',
    remoteId: null,
    sha256: 'ab'.repeat(32),
    batchId: 'batch',
    startedAt: 1_700_000_100_000,
    finishedAt: 1_700_000_200_999,
    attempts: 1,
    restarts: 0,
    bytesSent: 1_000,
    durationSeconds: null,
    media: null,
    reported: null,
    proof: ['accepted'],
    offload: null,
    ...change,
  }
}

export async function partsIn<T>(source: AsyncIterable<T>): Promise<T[]> {
  const parts: T[] = []
  for await (const part of source) parts.push(part)
  return parts
}
