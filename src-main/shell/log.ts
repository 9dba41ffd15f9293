/** @file The log of the desktop app: a rotated file in the data folder. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import log from 'electron-log/node'
import type { Log } from '../engine/ports.ts'
import { redact } from '../engine/redact.ts'

const MOST_BYTES = 10 * 1024 * 1024

export function openFileLog(dataDir: string): Log {
  log.transports.file.resolvePathFn = () => join(dataDir, 'logs', 'reelay.log')
  log.transports.file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' }
  log.transports.file.maxSize = MOST_BYTES
  log.transports.file.level = 'info'
  log.transports.console.level = false
  return wrap('')
}

function wrap(area: string): Log {
  const clean = (line: string): string => `${area === '' ? '' : `[${area}] `}${redact(line, homedir())}`
  return {
    debug: (message) => log.debug(clean(message())),
    info: (message) => log.info(clean(message)),
    warn: (message) => log.warn(clean(message)),
    error(message, cause) {
      const stack = cause instanceof Error ? (cause.stack ?? cause.message) : cause === undefined ? '' : String(cause)
      log.error(clean(`${message} ${stack}`.trimEnd()))
    },
    child: (name) => wrap(name),
  }
}
