/** @file The dependencies of a watched folder, of its parts, and its status. */
import type { Failure } from '../../contract/errors/errors.ts'
import type { VolumeKind } from '../../contract/watch.ts'
import type { Media } from '../ports/media.ts'
import type { SerialQueue } from '../serial.ts'
import type { Availability } from './availability.ts'
import type { Batches } from './batches.ts'
import type { WatchedFile, WatchedFileStore } from './ports.ts'
import type { Rounds } from './rounds.ts'
import type { RuleFilter } from './rules.ts'
import type { StabilityCheck } from './stability.ts'
import type { WatchProfile } from './watch-profile.ts'
import type { WatchesDeps } from './watches.ts'

export interface FolderDeps
  extends Pick<WatchesDeps, 'files' | 'volumes' | 'events' | 'queue' | 'clock' | 'closing' | 'random' | 'log'> {
  /** Key of the folder in the watched-file store. */
  readonly key: string
  readonly profile: () => WatchProfile
  /** Stores changed fields of the profile. */
  readonly update: (change: Partial<Pick<WatchProfile, 'path' | 'begun' | 'round' | 'target'>>) => void
  /** Compiled from the rules; another object once they, or what they depend on, have changed. */
  readonly filter: () => RuleFilter
  readonly watchedFiles: WatchedFileStore
  readonly media: Pick<Media, 'read'>
  readonly batches: Batches
  /** Runs writes in one transaction. */
  readonly inTransaction: (work: () => void) => void
  /** Scans of whole folders, one at a time over all folders. */
  readonly scanQueue: SerialQueue
  /** Why nothing can be moved into a folder, or `null`. */
  readonly targetProblem: (folder: string) => Promise<Failure | null>
  readonly onChange: () => void
}

/** The dependencies that the parts of one folder share. */
export interface FolderParts extends FolderDeps {
  /** The path of the folder as it is mounted now. */
  readonly root: () => string
  /** The absolute path of a file of the folder. */
  readonly pathAt: (file: Pick<WatchedFile, 'directory' | 'name'>) => string
  readonly locate: Availability['locate']
  readonly stableInodes: () => boolean
  /** The journal may lack files that the folder has sent; see `rounds.ts`. */
  readonly isUnsure: () => boolean
  readonly isActive: () => boolean
  /** Aborts when the folder stops. */
  readonly signal: () => AbortSignal
  readonly availability: Availability
  readonly stability: () => StabilityCheck
  readonly rounds: Rounds
  /** Runs scans and checks of reported paths one at a time: none may change rows that another one has read. */
  readonly serial: SerialQueue
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
