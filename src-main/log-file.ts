/** @file The log of both hosts: lines of JSON in the data folder, and optionally on standard error. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import type { Log } from './engine/ports.ts'
import { redact } from './engine/redact.ts'
import { createRotatedFile, type Rotation } from './rotated-file.ts'

const ROTATION: Rotation = { maxBytes: 10 * 1024 * 1024, oldFiles: 3 }

/** @param verbose logs debug messages, also to standard error */
export function openLog(dataDir: string, verbose: boolean, rotation: Rotation = ROTATION): Log {
  const level = verbose ? 'debug' : 'info'
  const streams: pino.StreamEntry<'debug' | 'info'>[] = [
    { level, stream: createRotatedFile(join(dataDir, 'logs', 'reelay.log'), rotation) },
  ]
  if (verbose) streams.push({ level, stream: pino.destination({ fd: 2, sync: true }) })
  return wrap(pino({ level, base: { pid: process.pid } }, pino.multistream(streams)))
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
