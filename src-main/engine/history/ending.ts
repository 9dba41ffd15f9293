/** @file Whether and how an upload has ended, and its entry in History. Pure. */
import type { Result } from '../../contract/history/past-upload.ts'
import { dayOf, utcOffsetAt } from '../../contract/text/day.ts'
import type { Upload } from '../queue/upload.ts'
import type { PastEntry } from './past-store.ts'

export interface End {
  readonly result: Result
  readonly at: number
}

/**
 * How an upload has ended that is still in the queue; `null` while it goes on. One that was stopped before its first attempt, such
 * as by a refused key of its account, has not begun, so it has not ended either.
 */
export function endOf({ state, startedAt, settledAt }: Upload): End | null {
  if (settledAt === null) return null
  if (state === 'done') return { result: 'sent', at: settledAt }
  if (state === 'cancelled') return { result: 'cancelled', at: settledAt }
  const isStopped = state === 'failed' || state === 'needs-attention'
  return isStopped && startedAt !== null ? { result: 'failed', at: settledAt } : null
}

/** The end of an upload that is deleted before it had ended; `null` if it had not begun. */
export function endOnDeletion(upload: Upload, now: number): End | null {
  const { kind, sentAt, failure, startedAt } = upload
  if (failure !== null) return { result: 'failed', at: now }
  // All bytes arrived, whatever the processing at the host comes to.
  if (kind === 'upload' && sentAt !== null) return { result: 'sent', at: sentAt }
  return startedAt === null ? null : { result: 'cancelled', at: now }
}

/** Whether anything changed that the entry in History contains. */
export function hasRecordChanged(before: Upload, after: Upload): boolean {
  if (before.settledAt !== after.settledAt || before.state !== after.state) return true
  const recorded = ({ title, failure, links, processing, options, metadata, path, name, identity }: Upload): string =>
    JSON.stringify([
      ...[title, failure, links, processing?.state, processing?.warning, processing?.words],
      ...[options, metadata, path, name, identity.sizeBytes],
    ])
  return recorded(before) !== recorded(after)
}

export function entryFrom(
  upload: Upload,
  { result, at }: End,
  account: { readonly name: string; readonly provider: string } | null,
  sha256: string | null,
): PastEntry {
  return {
    uploadId: upload.id,
    kind: upload.kind,
    batchId: upload.batchId,
    endedAt: at,
    day: dayOf(at),
    utcOffset: utcOffsetAt(at),
    result,
    path: upload.path,
    name: upload.name,
    title: upload.title,
    options: upload.options,
    metadata: upload.metadata,
    accountId: upload.accountId,
    accountName: account?.name ?? '',
    provider: account?.provider ?? '',
    sizeBytes: upload.identity.sizeBytes,
    startedAt: upload.startedAt,
    sentAt: upload.sentAt,
    failure: result === 'failed' ? upload.failure : null,
    links: upload.links,
    processing: upload.processing,
    sha256,
  }
}
