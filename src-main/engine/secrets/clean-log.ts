/** @file A log that hides known secrets in every message. */
import type { Log } from '../ports.ts'
import type { KnownSecrets } from './known-secrets.ts'

export function cleanLog(log: Log, known: KnownSecrets): Log {
  return {
    debug: (message) => log.debug(() => known.hide(message())),
    info: (message) => log.info(known.hide(message)),
    warn: (message) => log.warn(known.hide(message)),
    error: (message, cause) => log.error(known.hide(message), cause === undefined ? undefined : known.hide(textOf(cause))),
    child: (area) => cleanLog(log.child(area), known),
  }
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
}
