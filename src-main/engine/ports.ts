/** @file Time and the log, which every part of the engine uses. The other ports are in `ports/`. Adapters and hosts implement them; tests pass simple ones. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Runs once after a delay; the answer cancels it. */
  after(delayMs: number, run: () => void): () => void
  /** Notices at once, not in a moment, that the wall clock was set: asked before times are compared with it. */
  checkShift(): void
  /** Lets everything else run first: long work calls it between slices. */
  turn(): Promise<void>
}

export interface Log {
  debug(message: () => string): void
  info(message: string): void
  warn(message: string): void
  error(message: string, cause?: unknown): void
  child(area: string): Log
}
