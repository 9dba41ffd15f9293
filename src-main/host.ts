/** @file What a host provides to Reelay and what it gets. Types only; `compose.ts` implements them. */
import type { DamagedFile } from './contract/damage.ts'
import type { EngineOptions } from './engine/engine.ts'
import type { Cipher, JsonStore } from './engine/ports/settings.ts'
import type { Log } from './engine/ports.ts'
import type { HttpApi, HttpApiOptions } from './http-api/server.ts'
import type { ServerFile } from './http-api/server-file.ts'
import type { Dispatch } from './ipc/dispatch.ts'
import type { HostActions } from './ipc/handlers.ts'
import type { MediaAnswers } from './ipc/media-answers.ts'
import type { Publisher } from './ipc/publish.ts'

/** What only a host can provide. */
export interface HostPorts {
  readonly dataDir: string
  readonly version: string
  readonly openStore: (name: string) => JsonStore
  readonly openLog: () => Log
  /** Warns the person of a danger that stops nothing. */
  readonly warn: (message: string) => void
  readonly cipher: Cipher
  readonly actions: HostActions
  /** Puts a file into the Trash of the system; fails where there is none. */
  readonly trash: (path: string) => Promise<void>
  /**
   * The route to an address by the settings of the system, such as `PROXY one:3128; DIRECT`. `null` where the host cannot read
   * them; the environment counts then.
   */
  readonly resolveProxy: ((url: string) => Promise<string>) | null
  /**
   * The thumbnail that the system makes of a file, as JPEG; `null` when it makes none. The function is `null` where no system makes any.
   *
   * @param aspect width of the clip as it is shown, divided by its height; `null` when it is not known
   */
  readonly systemThumbnail: ((path: string, aspect: number | null) => Promise<Uint8Array | null>) | null
  /** How long this process must have been suspended to count as sleep. The default is longer than a busy machine explains. */
  readonly sleepAfterMs?: number
}

export interface Reelay {
  readonly dispatch: Dispatch
  readonly publisher: Publisher
  readonly log: Log
  /** Thumbnails, and clips that a page decodes. */
  readonly media: MediaAnswers
  /** Starts sending. Without it, uploads can be read and changed, but nothing is sent. */
  start(): void
  /** The machine is about to sleep: transfers are aborted and wait. Resolves when nothing runs any more. */
  suspend(): Promise<void>
  /** The machine woke up. Idempotent. */
  resume(): void
  /** Resolves when unneeded uploads are deleted at their providers, as far as those can be reached. */
  cleanedUp(): Promise<void>
  openHttpApi(options: Omit<HttpApiOptions, 'dataDir'>): Promise<HttpApi>
  /** Accepts no more calls, and aborts those that run. */
  stop(): void
  /** Closes everything in order and releases the data folder; within ten seconds, even if a drive or server does not answer. */
  close(): Promise<void>
  /** Whether a thread is blocked by a drive that does not answer: Node would wait for it at exit. */
  hasBlockedThread(): boolean
}

type Composed = { readonly kind: 'owner'; readonly reelay: Reelay } | { readonly kind: 'elsewhere'; readonly owner: ServerFile }

/**
 * Locks the data folder and builds Reelay on it, or returns who has the lock.
 *
 * Throws a `FailureError` `store.*` or `settings.*` that names the file.
 */
export type Compose = (host: HostPorts, options: EngineOptions) => Promise<Composed>

/** The damaged files of a data folder, while nothing else uses it. */
export interface Repair {
  /** Files that were found damaged, before or now. */
  list(): readonly DamagedFile[]
  /** Starts without a file; its kept copy stays. */
  goOn(file: DamagedFile['file']): void
  /** Restores a whole copy. @throws FailureError `store.nothingWhole` */
  restore(damaged: DamagedFile): void
  /** Releases the folder. */
  close(): void
}

/** Throws a `FailureError` `store.inUse` when another process has the folder, `store.*` or `settings.*` when it cannot be read. */
export type OpenRepair = (dataDir: string) => Repair
