/** @file The last warnings and errors in the log, also of earlier runs. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'

/** Of all files together. */
const MAX_BYTES = 256 * 1024
/** Newest first. A rotation that was interrupted leaves number 0, see `rotated-file.ts`; older ones are beyond `MAX_BYTES`. */
const FILES = ['reelay.log', 'reelay.log.0', 'reelay.log.1']
/** Of pino: warnings and worse. */
const WARN = 40

/**
 * Newest first, one line each; empty when the log cannot be read.
 *
 * @param clean removes from a message and its cause what must not be passed on
 */
export function lastProblems(dataDir: string, clean: (text: string) => string, most = 20): readonly string[] {
  const problems: string[] = []
  let bytesLeft = MAX_BYTES
  for (const name of FILES) {
    if (bytesLeft === 0 || problems.length >= most) break
    const tail = tailOf(join(dataDir, 'logs', name), bytesLeft)
    bytesLeft -= tail.length
    const lines = tail.toString('utf8').split('\n').toReversed()
    problems.push(...lines.flatMap((line) => problemIn(line, clean) ?? []))
  }
  return problems.slice(0, most)
}

function tailOf(path: string, maxBytes: number): Buffer {
  let file: number | null = null
  try {
    file = openSync(path, 'r')
    const { size } = fstatSync(file)
    const bytes = Buffer.alloc(Math.min(size, maxBytes))
    readSync(file, bytes, 0, bytes.length, size - bytes.length)
    return bytes
  } catch {
    return Buffer.alloc(0)
  } finally {
    if (file !== null) closeSync(file)
  }
}

function problemIn(line: string, clean: (text: string) => string): string | null {
  try {
    const { level, time, area, msg, cause } = JSON.parse(line) as Record<string, unknown>
    if (typeof level !== 'number' || level < WARN || typeof time !== 'number') return null
    const why = typeof cause === 'string' && cause !== '' ? ` (${clean(cause.split('\n')[0] ?? '')})` : ''
    return `${new Date(time).toISOString()} ${area ?? 'reelay'}: ${clean(String(msg))}${why}`
  } catch {
    // The first line of the tail is cut off, and a full disk truncates others.
    return null
  }
}
