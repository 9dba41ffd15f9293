/** @file Converts uploads to the rows that clients show, and tallies to the summary of the queue. */
import type { AccountView } from '../../contract/account.ts'
import { REMOVED_ACCOUNT } from '../../contract/messages/account-name.ts'
import { type QueueSummary, RUNNING, UPLOAD_STATES, type UploadState, type UploadView } from '../../contract/queue/upload.ts'
import { factsOfVersion } from '../media/file-version.ts'
import { shownAddress } from '../secrets/upload-address.ts'
import { thumbnailText } from '../thumbnails/clip.ts'
import type { ActiveTransfers } from './attempt/active-transfers.ts'
import type { MeasuredSpeed } from './attempt/measured-speed.ts'
import { limitAt } from './jobs/rates.ts'
import type { QueueDeps } from './queue-deps.ts'
import type { Records } from './records.ts'
import type { Upload } from './upload.ts'

interface Deps extends Pick<QueueDeps, 'clock' | 'settings' | 'providers' | 'thumbnailId'> {
  readonly transfers: ActiveTransfers
  readonly speeds: Pick<MeasuredSpeed, 'estimator'>
  readonly accountOf: (id: string) => Pick<AccountView, 'name' | 'provider'> | null
}

export function createViews({ clock, transfers, accountOf, providers, settings, speeds, thumbnailId }: Deps) {
  /** Only for rows with a deadline. */
  function expectedOf({ accountId, expiresAt, sentAt, kind }: Upload, bytesLeft: number): UploadView['expected'] {
    if (expiresAt === null || sentAt !== null || kind === 'import' || bytesLeft <= 0) return null
    const estimate = speeds.estimator(accountId)(bytesLeft)
    return Number.isFinite(estimate.seconds) ? estimate : null
  }

  return {
    row(upload: Upload): UploadView {
      // Not while the attempt of a paused or cancelled row is still ending.
      const running = RUNNING.has(upload.state) ? transfers.get(upload.id) : undefined
      const size = upload.identity.sizeBytes
      const acceptedBytes = Math.min(size, running?.acceptedBytes ?? upload.acceptedBytes)
      const inFlightBytes = Math.min(size - acceptedBytes, running?.inFlightBytes ?? 0)
      const bytesPerSecond = running?.meter.rate(clock.now()) ?? null
      const account = accountOf(upload.accountId)
      const file = thumbnailText(upload)
      return {
        id: upload.id,
        kind: upload.kind,
        batchId: upload.batchId,
        path: upload.path,
        name: upload.name,
        title: upload.title,
        options: upload.options,
        accountId: upload.accountId,
        accountName: account?.name ?? REMOVED_ACCOUNT,
        provider: account?.provider ?? '',
        priority: upload.priority,
        state: upload.state,
        waiting: upload.waiting,
        failure: upload.failure,
        media: factsOfVersion(upload.identity, upload.media),
        sizeBytes: size,
        acceptedBytes,
        inFlightBytes,
        readBytes: running?.readBytes ?? null,
        bytesPerSecond,
        secondsLeft: bytesPerSecond ? (size - acceptedBytes - inFlightBytes) / bytesPerSecond : null,
        expected: expectedOf(upload, size - acceptedBytes),
        uploadUrl:
          account && providers.get(account.provider).secretUploadUrl ? null : upload.uploadUrl && shownAddress(upload.uploadUrl),
        remoteId: upload.remoteId,
        links: upload.links,
        processing: upload.processing,
        offload: upload.offload,
        expiresAt: upload.expiresAt,
        attempts: upload.attempts,
        restarts: upload.restarts,
        addedAt: upload.addedAt,
        settledAt: upload.settledAt,
        thumbnail: file === null ? null : thumbnailId(file),
      }
    },

    summary(records: Records): QueueSummary {
      const counts = Object.fromEntries(UPLOAD_STATES.map((state) => [state, records.tally(state).uploads])) as Record<
        UploadState,
        number
      >
      let openBytes = 0
      let openAcceptedBytes = 0
      let openInFlightBytes = 0
      for (const state of OPEN) {
        const tally = records.tally(state)
        openBytes += tally.sizeBytes
        openAcceptedBytes += tally.acceptedBytes
      }
      for (const [id, running] of transfers.all()) {
        openAcceptedBytes += Math.max(0, running.acceptedBytes - (records.get(id)?.acceptedBytes ?? 0))
        openInFlightBytes += running.inFlightBytes
      }
      const bytesPerSecond = transfers.totalRate()
      // Without waiting uploads: when they continue is not known.
      const waiting = records.tally('waiting')
      const waitingBytes = waiting.sizeBytes - waiting.acceptedBytes
      const left = Math.max(0, openBytes - openAcceptedBytes - openInFlightBytes - waitingBytes)
      return {
        counts,
        openBytes,
        openAcceptedBytes,
        openInFlightBytes,
        bytesPerSecond,
        secondsLeft: bytesPerSecond > 0 && left > 0 ? left / bytesPerSecond : null,
        limitBytesPerSecond: limitAt(settings.get(), new Date(clock.now())),
        halted: records.halted,
      }
    },
  }
}

/** States whose bytes are still to be sent without anyone having to act. */
const OPEN: readonly UploadState[] = ['queued', 'preparing', 'uploading', 'verifying', 'waiting']
