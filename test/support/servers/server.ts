/** @file A real server for tests: whether it is installed, how it is started, and what it has stored. */

export interface ServerOptions {
  /** Where uploads are stored; kept over restarts. */
  readonly directory: string
  readonly maxSizeBytes?: number
  /** How long an unfinished upload is kept. */
  readonly expiresMs?: number
  /** Refuse an upload that another request holds with 423; for servers whose lock can be replaced. */
  readonly refusesLocked?: boolean
}

export interface RunningServer extends AsyncDisposable {
  readonly port: number
  start(): Promise<void>
  stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
  /** SHA-256 of the content stored for an upload, or `null` when there is none. */
  stored(id: string): Promise<string | null>
  /** Makes unfinished uploads expire, where the server cannot be started with `expiresMs`. */
  expire?(): Promise<void>
}

export interface RealServer {
  /** The heading of its column in docs/servers.md. */
  readonly title: string
  readonly version: string
  /** Why it cannot be run here, or `null`. */
  readonly missing: string | null
  /** Whether its lock can be replaced by one that refuses. */
  readonly takesLock?: boolean
  start(options: ServerOptions): Promise<RunningServer>
}
