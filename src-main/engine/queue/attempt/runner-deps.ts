/** @file The dependencies of an attempt, and how its events are applied. */
import { type Failure, FailureError } from '../../../contract/errors/errors.ts'
import type { HistoryEntry, Waiting } from '../../../contract/queue/upload.ts'
import type { FileLocations } from '../../files/file-locations.ts'
import type { UploadFacts } from '../../media/upload-facts.ts'
import type { Journal } from '../../ports/journal.ts'
import type { Wake } from '../../power/wake.ts'
import type { UploadAddresses } from '../../secrets/upload-address.ts'
import type { Abandoned } from '../jobs/cleaner.ts'
import type { QueueDeps } from '../queue-deps.ts'
import type { Applied, Records } from '../records.ts'
import type { UploadEvent } from '../transition.ts'
import type { Upload } from '../upload.ts'
import type { ActiveTransfers } from './active-transfers.ts'
import type { MeasuredSpeed } from './measured-speed.ts'

export interface RunnerDeps
  extends Pick<
    QueueDeps,
    'accounts' | 'providers' | 'files' | 'hashLists' | 'transfer' | 'settings' | 'clock' | 'random' | 'log' | 'fileAway'
  > {
  readonly records: Records
  readonly transfers: ActiveTransfers
  readonly facts: Pick<UploadFacts, 'of'>
  readonly locations: FileLocations
  readonly addresses: UploadAddresses
  readonly wake: Wake
  readonly history: (id: string) => readonly HistoryEntry[]
  /** Deletes a remote upload that nobody needs. */
  readonly abandon: (remote: Abandoned) => void
  readonly transaction: Journal['transaction']
  /** Whether any upload of an account has this video. */
  readonly isTaken: (accountId: string, remoteId: string) => boolean
  /** The account cannot be used until a person acts. */
  readonly onAccountFailure: (accountId: string, problem: Failure) => void
  readonly speeds: MeasuredSpeed
  /** The host of the account was reached. */
  readonly onContact: (accountId: string) => void
  /** An upload is verified, and its host may have to be polled. */
  readonly onSent: () => void
}

/** Applies an event. A refusal means that a person has changed the upload meanwhile: that change stands. */
export function applyUnlessChanged({ records, log }: Pick<RunnerDeps, 'records' | 'log'>, id: string, event: UploadEvent): void {
  const result = records.apply(id, event)
  if (!result.ok) log.debug(() => `upload ${id} did not take ${event.type}`)
}

/**
 * Starts over: what the host has is deleted, and the file is sent from the beginning. An upload that refuses the wait was changed by a
 * person meanwhile: it stays as it is, and nothing is deleted.
 */
export function startOverUnlessChanged(
  { records, log, abandon, transaction }: Pick<RunnerDeps, 'records' | 'log' | 'abandon' | 'transaction'>,
  upload: Upload,
  waiting: Waiting,
  startOver: Omit<Extract<UploadEvent, { type: 'startOver' }>, 'type'>,
): void {
  transaction(() => {
    if (records.apply(upload.id, { type: 'wait', waiting }).ok) {
      abandon(upload)
      changedUpload(records.apply(upload.id, { type: 'startOver', ...startOver }))
    } else log.debug(() => `upload ${upload.id} did not begin anew`)
  })
}

/** The changed upload. @throws FailureError when the event was refused */
export function changedUpload(result: Applied): Upload {
  if (!result.ok) throw new FailureError(result.refusal)
  return result.upload
}
