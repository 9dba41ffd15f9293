/** @file Time and the log, which every part of the engine uses. The other ports are in `ports/`. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Runs once after a delay; the returned function cancels it. */
  after(delayMs: number, run: () => void): () => void
  /** Detects at once that the wall clock was set; called before times are compared with it. */
  checkShift(): void
  /** Yields to the event loop; long work calls it between slices. */
  turn(): Promise<void>
}

export interface Log {
  debug(message: () => string): void
  info(message: string): void
  warn(message: string): void
  error(message: string, cause?: unknown): void
  child(area: string): Log
}
