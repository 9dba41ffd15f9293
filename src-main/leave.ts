/**
 * @file The last resort of a process that ends: Node waits for its threads, and one that asks a drive which does not answer
 * never comes back. Call when all is told and closed, or when nobody waits for that any more.
 */
import process from 'node:process'
import { isOwedAnswers } from './adapters/drives/calls.ts'
import { hasOpenFiles } from './adapters/drives/files.ts'

/**
 * Ends the process now. What no program can do is to leave a file of a drive that another program provides (FUSE): the kernel
 * lets the process go when the drive answers or is taken away, and nothing of ours is held until then.
 */
export function leave(code: number): never {
  // The ordinary end, with its code, and with the terminal as it was: calls that are answered hold nothing up.
  if (!isOwedAnswers()) process.exit(code)
  try {
    // Another program in the place of this one: the only way to an exit code that waits for no thread. It would wait for files.
    if (process.platform !== 'win32' && !hasOpenFiles()) process.execve?.('/bin/sh', ['sh', '-c', `exit ${code}`], {})
  } catch {
    // Where there is no shell the end is what counts.
  }
  process.kill(process.pid, 'SIGKILL')
  throw new Error('this process has ended')
}

const LOOK_MS = 10
const PATIENCE_MS = 300

/** Ends the process as soon as no drive owes an answer, which most give at once, or in a moment. */
export async function leaveSoon(code: number): Promise<void> {
  const until = performance.now() + PATIENCE_MS
  while (isOwedAnswers() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  leave(code)
}
