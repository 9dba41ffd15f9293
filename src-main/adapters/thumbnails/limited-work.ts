/**
 * @file Limits the time of work on a clip by another program or by the system. Neither a system call nor a process that waits for a drive
 * that does not answer can be stopped: such work blocks further work on the same drive until it ends.
 */
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { Inconclusive } from '../../engine/thumbnails/ports.ts'
import { driveOf } from '../drives/drive-of.ts'

/** Time that work has to end after it was aborted. */
const ABORT_MS = 2_000

/** The number of works that did not end when they were aborted, by drive. */
const stuck = new Map<string, number>()

interface LimitedWork<T> {
  readonly path: string
  readonly limitMs: number
  readonly signal: AbortSignal
  /** Ends soon after its signal is aborted, if it can be ended at all. */
  readonly work: (signal: AbortSignal) => Promise<T>
}

/**
 * The value of the work.
 *
 * @throws Inconclusive when it took too long and was stopped; FailureError `file.notAnswering` when it cannot be stopped, and then at once for
 * other work on that drive; the reason of the signal; whatever the work throws
 */
export async function withTimeLimit<T>({ path, limitMs, signal, work }: LimitedWork<T>): Promise<T> {
  const { key, label, point } = driveOf(path)
  const notAnswering = (): FailureError => new FailureError(failure('file.notAnswering', { path, volume: label, point }))
  if (stuck.has(key)) throw notAnswering()
  signal.throwIfAborted()
  const limit = AbortSignal.timeout(limitMs)
  const until = AbortSignal.any([signal, limit])
  const running = work(until)
  const hasEnded = await Promise.race([running.then(settled, settled), graceAfter(until)])
  if (!hasEnded) blockUntilEnd(key, running)
  signal.throwIfAborted()
  if (!hasEnded) throw notAnswering()
  if (limit.aborted) throw new Inconclusive(`It took longer than ${limitMs / 1_000} s.`)
  return running
}

function blockUntilEnd(drive: string, running: Promise<unknown>): void {
  stuck.set(drive, (stuck.get(drive) ?? 0) + 1)
  const free = (): void => {
    const remaining = (stuck.get(drive) ?? 1) - 1
    if (remaining > 0) stuck.set(drive, remaining)
    else stuck.delete(drive)
  }
  void running.then(free, free)
}

const settled = (): true => true

/** Resolves some time after the signal was aborted. */
function graceAfter(signal: AbortSignal): Promise<false> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => setTimeout(() => resolve(false), ABORT_MS).unref(), { once: true })
  })
}
