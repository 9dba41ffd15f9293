/** @file What the engine needs from its host. */
import type { EventName } from '../contract/channels.ts'
import type { EventPayload } from '../contract/events.ts'
import type { DisplayText } from '../contract/i18n/phrase.ts'
import type { Settings } from '../contract/settings.ts'
import type { Volumes } from './files/volumes.ts'
import type { Files } from './ports/files.ts'
import type { HashLists } from './ports/hash-lists.ts'
import type { Journal } from './ports/journal.ts'
import type { Media } from './ports/media.ts'
import type { Network } from './ports/network.ts'
import type { Secrets, SettingsFile } from './ports/settings.ts'
import type { Transfer } from './ports/transfer.ts'
import type { UploadLogs } from './ports/upload-logs.ts'
import type { Clock, Log } from './ports.ts'
import type { Provider } from './providers/provider.ts'
import type { KnownSecrets } from './secrets/known-secrets.ts'
import type { Seal } from './secrets/ports.ts'
import type { AccountsData, WatchesData } from './settings/settings-files.ts'
import type { ThumbnailPorts } from './thumbnails/ports.ts'
import type { FolderEvents, FolderFiles } from './watch/ports.ts'

export interface EnginePorts {
  readonly journal: Journal
  readonly settingsFile: SettingsFile<Settings>
  readonly accountsFile: SettingsFile<AccountsData>
  readonly secrets: Secrets
  /** Secrets that must not be shown; grows with what is sent. */
  readonly known: KnownSecrets
  readonly seal: Seal
  readonly providers: readonly Provider[]
  readonly files: Files
  readonly media: Media
  readonly hashLists: HashLists
  readonly transfer: Transfer
  readonly network: Network
  /** Why a file of certificates cannot be used, or `null`. */
  readonly caFileProblem: (path: string) => Promise<DisplayText | null>
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
  readonly uploadLogs: UploadLogs
  readonly watchesFile: SettingsFile<WatchesData>
  readonly folderFiles: FolderFiles
  readonly volumes: Volumes
  readonly folderEvents: FolderEvents
  readonly thumbnails: ThumbnailPorts
  readonly dataDir: string
  readonly publish: <E extends EventName>(event: E, payload: EventPayload<E>) => void
  /** Reports whether an event has subscribers, now and on every change. Returns a function that unsubscribes. */
  readonly onConsumers: (event: EventName, listener: (isThere: boolean) => void) => () => void
}
