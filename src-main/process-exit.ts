/**
 * @file Ends a process whose threads may be blocked: Node waits for its threads, and one that calls a drive which does not
 * answer never returns. Call when everything is written and closed.
 */
import process from 'node:process'
import { hasPendingCalls } from './adapters/drives/calls.ts'
import { hasOpenFiles } from './adapters/drives/files.ts'

/**
 * Ends the process now. An open file on a drive that another program provides (FUSE) cannot be abandoned: the kernel keeps
 * the process until the drive answers or is unmounted, but the data folder is already released.
 */
export function exitProcess(code: number): never {
  // The ordinary exit, which restores the terminal: no thread is blocked.
  if (!hasPendingCalls()) process.exit(code)
  try {
    // Replacing this process is the only exit with a code that waits for no thread. It would wait for open files.
    if (process.platform !== 'win32' && !hasOpenFiles()) process.execve?.('/bin/sh', ['sh', '-c', `exit ${code}`], {})
  } catch {
    // Without a shell the exit code is lost.
  }
  process.kill(process.pid, 'SIGKILL')
  throw new Error('this process has ended')
}

const CHECK_EVERY_MS = 10
const MAX_WAIT_MS = 300

/** Ends the process once every drive has answered, or after a moment. */
export async function exitSoon(code: number): Promise<void> {
  const until = performance.now() + MAX_WAIT_MS
  while (hasPendingCalls() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, CHECK_EVERY_MS))
  exitProcess(code)
}
