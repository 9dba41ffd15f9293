/** @file Removes secrets from results of servers, then truncates them for storage and display. */
import { type Failure, FailureError } from '../../contract/errors/errors.ts'
import { type DisplayText, mapDisplayText } from '../../contract/i18n/phrase.ts'
import type { LiveStream } from '../../contract/video.ts'
import { PartialStatus } from '../providers/partial-status.ts'
import type { VideoStatus } from '../providers/video.ts'
import type { KnownSecrets } from './known-secrets.ts'

const MAX_DETAIL_LENGTH = 400
const MAX_PARAM_LENGTH = 1_000
const MIN_SECRET_LENGTH = 8

/** Failures of this machine name files and paths literally. */
const LOCAL_FAILURES = /^(file|store|settings|watch|queue)\./

/** Only after redaction: half a key is not recognised. */
function truncated(text: string, maxLength: number): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text
}

export function createRedactor(known: KnownSecrets) {
  /** Redacted, in one line. */
  const line = (text: string, maxLength = MAX_PARAM_LENGTH): string =>
    truncated(known.redact(text).replace(/\s+/g, ' ').trim(), maxLength)

  function failure(problem: Failure): Failure {
    if (LOCAL_FAILURES.test(problem.code)) return problem
    const redacted = (text: string): string => truncated(known.redact(text), MAX_PARAM_LENGTH)
    const params = Object.entries(problem.params).map(([name, value]) => [name, redacted(value)] as const)
    const phrases = Object.entries(problem.phrases ?? {}).map(([name, value]) => [name, mapDisplayText(value, redacted)] as const)
    return {
      ...problem,
      params: Object.fromEntries(params),
      ...(phrases.length === 0 ? {} : { phrases: Object.fromEntries(phrases) }),
      ...(problem.detail === undefined ? {} : { detail: line(problem.detail, MAX_DETAIL_LENGTH) }),
    }
  }

  function status(reported: VideoStatus): VideoStatus {
    const { words, reason, parts, links } = reported
    return {
      ...reported,
      ...(reported.failure ? { failure: failure(reported.failure) } : {}),
      words: mapDisplayText(words, (text) => line(text, MAX_DETAIL_LENGTH)),
      reason: reason === null ? null : mapDisplayText(reason, (text) => line(text, MAX_DETAIL_LENGTH)),
      parts: parts.map((part) => ({ ...part, name: line(part.name, MAX_DETAIL_LENGTH) })),
      links: Object.fromEntries(Object.entries(links).map(([name, link]) => [name, known.redactKnown(link)])),
    }
  }

  const statuses = (answers: ReadonlyMap<string, VideoStatus>): ReadonlyMap<string, VideoStatus> =>
    new Map([...answers].map(([id, answer]) => [id, status(answer)]))

  /** An error that may be rethrown, stored or logged. */
  function error(caught: unknown): unknown {
    if (caught instanceof PartialStatus) {
      return new PartialStatus(failure(caught.failure), statuses(caught.answers), caught.about, error(caught.cause))
    }
    if (caught instanceof FailureError) return new FailureError(failure(caught.failure), caught.cause)
    if (!(caught instanceof Error) || !known.contains(`${caught.message} ${caught.stack}`)) return caught
    const redacted = new Error(known.redactKnown(caught.message))
    redacted.stack = known.redactKnown(caught.stack ?? '')
    return redacted
  }

  return {
    failure,
    status,
    statuses,
    error,
    line: (text: string): string => line(text),
    phrase: (value: DisplayText): DisplayText => mapDisplayText(value, (text) => line(text)),

    live(stream: LiveStream): LiveStream {
      return {
        ...stream,
        title: known.redactKnown(stream.title),
        ingest: stream.ingest === null ? null : known.redactKnown(stream.ingest),
        endpoints: stream.endpoints.map(({ kind, address }) => ({
          kind: known.redactKnown(kind),
          address: known.redactKnown(address),
        })),
        playlists: stream.playlists.map((list) => ({
          ...list,
          url: known.redactKnown(list.url),
          kind: known.redactKnown(list.kind),
        })),
        facts: stream.facts.map(({ name, value }) => ({ name, value: line(value, MAX_DETAIL_LENGTH) })),
        stats: stream.stats.map(({ name, value }) => ({ name, value: line(value, MAX_DETAIL_LENGTH) })),
      }
    },

    /** Whether a value that a server returned as an id or a fact is a known secret. Numbers and short values are not. */
    isSecret: (values: readonly (string | null | undefined)[]): boolean =>
      values.some((value) => value && value.length >= MIN_SECRET_LENGTH && !/^\d+$/.test(value) && known.contains(value)),
  }
}
