/**
 * @file Work on a clip that somebody else does, such as another program: it has a time limit, and what cannot even be ended blocks further
 * work at the same drive until it ends. Neither a call of the system nor a process that waits for a dead drive can be stopped.
 */
import { FailureError, failure } from '../../contract/errors.ts'
import { Unfinished } from '../../engine/thumbnails/ports.ts'
import { driveOf } from '../drives/drive-of.ts'

/** Time in which what was stopped may end. */
const ENDING_MS = 2_000

/** Drives with work that did not end, and how much of it. */
const stuck = new Map<string, number>()

export interface LimitedWork<T> {
  readonly path: string
  readonly limitMs: number
  readonly signal: AbortSignal
  /** Ends soon after its signal is aborted, if it can be ended at all. */
  readonly work: (signal: AbortSignal) => Promise<T>
}

/**
 * The value of the work.
 *
 * @throws Unfinished when it took too long and was stopped; FailureError `file.notAnswering` when it cannot be stopped, and then at once for other work at that drive; the reason of
 * the signal; whatever the work throws
 */
export async function limited<T>({ path, limitMs, signal, work }: LimitedWork<T>): Promise<T> {
  const { key, label, point } = driveOf(path)
  const notAnswering = (): FailureError => new FailureError(failure('file.notAnswering', { path, volume: label, point }))
  if (stuck.has(key)) throw notAnswering()
  signal.throwIfAborted()
  const limit = AbortSignal.timeout(limitMs)
  const until = AbortSignal.any([signal, limit])
  const running = work(until)
  const hasEnded = await Promise.race([running.then(yes, yes), someTimeAfter(until)])
  if (!hasEnded) blockUntilEnd(key, running)
  signal.throwIfAborted()
  if (!hasEnded) throw notAnswering()
  if (limit.aborted) throw new Unfinished(`It took longer than ${limitMs / 1_000} s.`)
  return running
}

function blockUntilEnd(drive: string, running: Promise<unknown>): void {
  stuck.set(drive, (stuck.get(drive) ?? 0) + 1)
  const free = (): void => {
    const left = (stuck.get(drive) ?? 1) - 1
    if (left > 0) stuck.set(drive, left)
    else stuck.delete(drive)
  }
  void running.then(free, free)
}

const yes = (): true => true

function someTimeAfter(signal: AbortSignal): Promise<false> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => setTimeout(() => resolve(false), ENDING_MS).unref(), { once: true })
  })
}
