/** @file What the queue needs from the rest of the engine and from its host. */
import type { Failure } from '../../contract/errors.ts'
import type { QueueDelta } from '../../contract/events.ts'
import type { TaskView } from '../../contract/task.ts'
import type { UploadView } from '../../contract/upload.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { Throughput } from '../activity/throughput.ts'
import type { Volumes } from '../files/volumes.ts'
import type { HistoryRecorder } from '../history/recorder.ts'
import type { Files } from '../ports/files.ts'
import type { HashLists } from '../ports/hash-lists.ts'
import type { Journal } from '../ports/journal.ts'
import type { Media } from '../ports/media.ts'
import type { Network } from '../ports/network.ts'
import type { Secrets } from '../ports/settings.ts'
import type { Transfer } from '../ports/transfer.ts'
import type { UploadLogs } from '../ports/upload-logs.ts'
import type { Clock, Log } from '../ports.ts'
import type { Providers } from '../providers/provider.ts'
import type { KnownSecrets } from '../secrets/known-secrets.ts'
import type { Seal } from '../secrets/ports.ts'
import type { SettingsStore } from '../settings/settings.ts'
import type { UploadChange } from './queue-port.ts'

export interface QueueDeps {
  readonly journal: Journal
  /** Keeps what has ended. */
  readonly recorder: HistoryRecorder
  /** Keeps what is plotted of uploads. */
  readonly throughput: Throughput
  readonly accounts: Accounts
  readonly providers: Providers
  readonly secrets: Secrets
  readonly seal: Seal
  readonly known: KnownSecrets
  readonly files: Files
  readonly media: Media
  readonly hashLists: HashLists
  readonly volumes: Volumes
  readonly transfer: Transfer
  readonly network: Network
  readonly settings: SettingsStore
  readonly clock: Clock
  /** The engine closes: nothing is begun any more, and what takes turns ends after the one that it is in. */
  readonly closing: AbortSignal
  readonly random: () => number
  readonly log: Log
  readonly uploadLogs: UploadLogs
  /** Marks what is asked for during this run of the process. */
  readonly sessionId: string
  /** `session`: send only what is asked for during this run. `all`: the whole queue. */
  readonly scope: 'session' | 'all'
  readonly onDelta: (delta: QueueDelta) => void
  readonly onTransition: (upload: UploadView) => void
  readonly onTasks: (tasks: readonly TaskView[]) => void
  /** What watched folders need to know of uploads. */
  readonly onUploadChange: (news: UploadChange) => void
  /** What a file that is not there waits for; `null` when it is simply missing. */
  readonly fileAway: (path: string) => Promise<Failure | null>
  /** The id of a thumbnail by the text that is the same as long as its file is. */
  readonly thumbnailId: (text: string) => string
}
