/** @file A log that removes known secrets from every message. */
import type { Log } from '../ports.ts'
import type { KnownSecrets } from './known-secrets.ts'

export function redactingLog(log: Log, known: KnownSecrets): Log {
  return {
    debug: (message) => log.debug(() => known.redactKnown(message())),
    info: (message) => log.info(known.redactKnown(message)),
    warn: (message) => log.warn(known.redactKnown(message)),
    error: (message, cause) =>
      log.error(known.redactKnown(message), cause === undefined ? undefined : known.redactKnown(textOf(cause))),
    child: (area) => redactingLog(log.child(area), known),
  }
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
}
