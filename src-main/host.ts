/** @file What a host gives to Reelay and what it gets. Types only; `compose.ts` makes them real. */

import type { DamagedFile } from './contract/damage.ts'
import type { EngineOptions } from './engine/engine.ts'
import type { Cipher, JsonStore } from './engine/ports/settings.ts'
import type { Log } from './engine/ports.ts'
import type { HttpApi, HttpApiOptions } from './http-api/server.ts'
import type { ServerNote } from './http-api/server-file.ts'
import type { Dispatch } from './ipc/dispatch.ts'
import type { HostActions } from './ipc/handlers.ts'
import type { Publisher } from './ipc/publish.ts'

/** What only a host can give. */
export interface HostPorts {
  readonly dataDir: string
  readonly version: string
  readonly openStore: (name: string) => JsonStore
  readonly openLog: () => Log
  /** Tells the person of a danger that stops nothing. */
  readonly warn: (words: string) => void
  readonly cipher: Cipher
  readonly actions: HostActions
  /** Puts a file into the Trash of the system; fails where there is none. */
  readonly trash: (path: string) => Promise<void>
  /**
   * What the system says about the way to an address, such as `PROXY one:3128; DIRECT`. `null` where there is no system to
   * ask; the environment counts then.
   */
  readonly resolveProxy: ((url: string) => Promise<string>) | null
  /** How long this process must have stood still to have slept; seconds that a busy machine cannot explain, unless said. */
  readonly sleepAfterMs?: number
}

export interface Reelay {
  readonly dispatch: Dispatch
  readonly publisher: Publisher
  readonly log: Log
  /** Begins to send. Without it, uploads can be looked at and changed, but nothing moves. */
  start(): void
  /** The machine is about to sleep: what runs is closed and waits. Settles when nothing runs any more. */
  suspend(): Promise<void>
  /** The machine woke up. Told more than once, it counts once. */
  resume(): void
  /** Settles when unfinished uploads that nobody needs are deleted at their hosts, as far as they can be reached. */
  cleanedUp(): Promise<void>
  openHttpApi(options: Omit<HttpApiOptions, 'dataDir'>): Promise<HttpApi>
  /** Takes no more calls, and ends those that run. */
  stop(): void
  /** Stops in good order and lets the data folder go; within ten seconds, whatever does not answer. */
  close(): Promise<void>
  /** Whether a drive that does not answer holds up a thread, for which Node would wait at the end of the process. */
  isHeldUp(): boolean
}

export type Composed =
  | { readonly kind: 'owner'; readonly reelay: Reelay }
  | { readonly kind: 'elsewhere'; readonly owner: ServerNote }

/**
 * Takes the data folder and builds Reelay on it, or says who has it.
 *
 * Throws a `FailureError` `store.*` or `settings.*` that names the file.
 */
export type Compose = (host: HostPorts, options: EngineOptions) => Promise<Composed>

/** The damaged files of a data folder, while nothing else uses it. */
export interface Repair {
  /** What was found damaged, before or just now. */
  list(): readonly DamagedFile[]
  /** Begins without a file; what was kept of it stays. */
  goOn(file: DamagedFile['file']): void
  /** Puts a whole copy in its place. @throws FailureError `store.nothingWhole` */
  restore(damaged: DamagedFile): void
  /** Lets the folder go. */
  close(): void
}

/** Throws a `FailureError` `store.inUse` when another process has the folder, `store.*` or `settings.*` when it cannot be looked at. */
export type OpenRepair = (dataDir: string) => Repair
