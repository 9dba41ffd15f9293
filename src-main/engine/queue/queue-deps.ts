/** @file What the queue needs from the rest of the engine and from its host. */
import type { Failure } from '../../contract/errors/errors.ts'
import type { QueueDelta } from '../../contract/events.ts'
import type { TaskView } from '../../contract/queue/task.ts'
import type { UploadView } from '../../contract/queue/upload.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { Throughput } from '../activity/throughput.ts'
import type { EnginePorts } from '../engine-ports.ts'
import type { HistoryRecorder } from '../history/recorder.ts'
import type { Providers } from '../providers/provider.ts'
import type { SettingsStore } from '../settings/settings.ts'
import type { UploadChange } from './queue-port.ts'

export interface QueueDeps
  extends Pick<
    EnginePorts,
    | 'journal'
    | 'secrets'
    | 'seal'
    | 'known'
    | 'files'
    | 'media'
    | 'hashLists'
    | 'volumes'
    | 'transfer'
    | 'network'
    | 'clock'
    | 'random'
    | 'log'
    | 'uploadLogs'
  > {
  /** Stores past uploads. */
  readonly recorder: HistoryRecorder
  /** Stores what is plotted of uploads. */
  readonly throughput: Throughput
  readonly accounts: Accounts
  readonly providers: Providers
  readonly settings: SettingsStore
  /** Aborts when the engine closes: nothing new starts, and work in slices ends after the current slice. */
  readonly closing: AbortSignal
  /** Identifies this run of the process; uploads that are requested during it get this id. */
  readonly sessionId: string
  /** `session` sends only what is requested during this run, `all` the whole queue. */
  readonly scope: 'session' | 'all'
  readonly onDelta: (delta: QueueDelta) => void
  readonly onTransition: (upload: UploadView) => void
  readonly onTasks: (tasks: readonly TaskView[]) => void
  /** Reports changes of uploads to watched folders. */
  readonly onUploadChange: (change: UploadChange) => void
  /** The failure of a missing file whose drive is not there; `null` when only the file is missing. */
  readonly fileAway: (path: string) => Promise<Failure | null>
  /** The id of a thumbnail, from a text that identifies a version of a file (`thumbnails/clip.ts`). */
  readonly thumbnailId: (text: string) => string
}
