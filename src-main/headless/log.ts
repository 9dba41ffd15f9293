/** @file The log of the headless host: lines of JSON in the data folder, and on standard error with `--verbose`. */
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import type { Log } from '../engine/ports.ts'
import { redact } from '../engine/redact.ts'

const MOST_BYTES = 10 * 1024 * 1024

export function openLog(dataDir: string, verbose: boolean): Log {
  const file = fileIn(dataDir)
  const streams = file ? [{ level: verbose ? ('debug' as const) : ('info' as const), stream: file }] : []
  if (verbose) streams.push({ level: 'debug', stream: pino.destination({ fd: 2, sync: true }) })
  return wrap(pino({ level: verbose ? 'debug' : 'info', base: { pid: process.pid } }, pino.multistream(streams)))
}

/** `null` when it cannot be written: a log must not keep anything from being sent. */
function fileIn(dataDir: string): pino.DestinationStream | null {
  const path = join(dataDir, 'logs', 'reelay.log')
  try {
    mkdirSync(join(dataDir, 'logs'), { recursive: true, mode: 0o700 })
    if (existsSync(path) && statSync(path).size > MOST_BYTES) renameSync(path, `${path}.1`)
    const file = pino.destination({ dest: path, sync: true, mode: 0o600 })
    file.on('error', () => {})
    return file
  } catch {
    return null
  }
}

function wrap(logger: pino.Logger): Log {
  const clean = (line: string): string => redact(line, homedir())
  return {
    debug(message) {
      if (logger.isLevelEnabled('debug')) logger.debug(clean(message()))
    },
    info: (message) => logger.info(clean(message)),
    warn: (message) => logger.warn(clean(message)),
    error(message, cause) {
      const stack = cause instanceof Error ? (cause.stack ?? cause.message) : cause === undefined ? '' : String(cause)
      logger.error({ cause: clean(stack) }, clean(message))
    },
    child: (area) => wrap(logger.child({ area })),
  }
}
