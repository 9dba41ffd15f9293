/** @file Watched folders, their files and batches as JSON lines, with ISO times. */
import { isoTime } from '../../contract/text/dates.ts'
import type { BatchView, WatchFileView, WatchPreview, WatchView } from '../../contract/watch.ts'
import { failureLine } from './failure-line.ts'

export function watchLine(watch: WatchView): object {
  return {
    type: 'watch',
    id: watch.id,
    path: watch.path,
    account: watch.accountName,
    state: watch.state,
    failure: failureLine(watch.failure),
    counts: watch.counts,
    moves: watch.moves,
    openBytes: watch.openBytes,
    volume: watch.volume,
    busy: watch.busy,
    polled: watch.polled,
    unreported: failureLine(watch.unreported),
    lastScan: iso(watch.lastScanAt),
    nextScan: iso(watch.nextScanAt),
    rules: watch.rules,
  }
}

export function watchFileLine(file: WatchFileView): object {
  return {
    type: 'watch-file',
    id: file.id,
    path: file.path,
    state: file.state,
    reason: file.reason,
    sizeBytes: file.sizeBytes,
    modified: iso(file.modifiedAt),
    since: iso(file.at),
    upload: file.uploadId,
    receipt: file.receiptId,
    gone: file.gone,
    movedTo: file.movedTo,
    failure: failureLine(file.failure),
  }
}

export function batchLine(batch: BatchView): object {
  return {
    type: 'batch',
    id: batch.id,
    watch: batch.watchId,
    name: batch.name,
    files: batch.files,
    sent: batch.sent,
    stopped: batch.stopped,
    sizeBytes: batch.sizeBytes,
    acceptedBytes: batch.acceptedBytes,
    created: iso(batch.createdAt),
    settled: iso(batch.settledAt),
  }
}

export function previewLine(preview: WatchPreview): object {
  const problems = preview.problems.map(({ path, failure }) => ({ path, failure: failureLine(failure) }))
  return { type: 'preview', ...preview, problems }
}

function iso(at: number | null): string | null {
  return at === null ? null : isoTime(at)
}
