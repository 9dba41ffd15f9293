/** @file What a watched folder needs, and the status that it reports. */
import type { Failure } from '../../contract/errors.ts'
import type { VolumeKind } from '../../contract/watch.ts'
import type { Volumes } from '../files/volumes.ts'
import type { Clock, Log } from '../ports.ts'
import type { QueuePort } from '../queue/queue-port.ts'
import type { SerialQueue } from '../serial.ts'
import type { Batches } from './batches.ts'
import type { FolderEvents, FolderFiles, WatchedFileStore } from './ports.ts'
import type { RuleFilter } from './rules.ts'
import type { WatchProfile } from './watch-profile.ts'

export interface FolderDeps {
  readonly key: string
  readonly profile: () => WatchProfile
  /** Stores the new path of the folder, or that it was scanned as a whole. */
  readonly update: (change: Partial<Pick<WatchProfile, 'path' | 'begun' | 'round' | 'target'>>) => void
  readonly filter: () => RuleFilter
  readonly watchedFiles: WatchedFileStore
  readonly files: FolderFiles
  readonly volumes: Volumes
  readonly events: FolderEvents
  readonly queue: QueuePort
  readonly batches: Batches
  readonly clock: Clock
  readonly closing: AbortSignal
  readonly random: () => number
  readonly log: Log
  readonly atOnce: (work: () => void) => void
  /** Scans of whole folders, one at a time over all folders. */
  readonly scanQueue: SerialQueue
  readonly targetProblem: (folder: string) => Promise<Failure | null>
  readonly onChange: () => void
}

export interface FolderStatus {
  readonly isActive: boolean
  /** Whether more files may be finished soon. */
  readonly isBusy: boolean
  /** Whether sent files are being moved. */
  readonly isMoving: boolean
  readonly away: Failure | null
  readonly problem: Failure | null
  readonly volumeKind: VolumeKind
  /** Why changes in it or in a part of it are not reported. */
  readonly unreported: Failure | null
  readonly seen: number | null
  readonly lastScanAt: number | null
  readonly nextScanAt: number | null
}
