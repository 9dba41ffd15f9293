/** @file Removes secrets from results of servers, then shortens them for storage and display. */
import { type Failure, FailureError } from '../../contract/errors.ts'
import { mapSaid, type Said } from '../../contract/phrase.ts'
import type { LiveStream } from '../../contract/video.ts'
import { PartialStatus } from '../providers/partial-status.ts'
import type { VideoStatus } from '../providers/video.ts'
import type { KnownSecrets } from './known-secrets.ts'

const MOST_DETAIL = 400
const MOST_PARAM = 1_000
const SHORTEST_SECRET = 8

/** Failures of this machine name files and paths literally. */
const LOCAL_FAILURES = /^(file|store|settings|watch|queue)\./

/** Only after cleaning: half a key is not recognised. */
function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text
}

export function createRedactor(known: KnownSecrets) {
  /** Cleaned, in one line. */
  const short = (text: string, most: number): string => cut(known.clean(text).replace(/\s+/g, ' ').trim(), most)

  function failure(problem: Failure): Failure {
    if (LOCAL_FAILURES.test(problem.code)) return problem
    const clean = (text: string): string => cut(known.clean(text), MOST_PARAM)
    const params = Object.entries(problem.params).map(([name, value]) => [name, clean(value)] as const)
    const phrases = Object.entries(problem.phrases ?? {}).map(([name, value]) => [name, mapSaid(value, clean)] as const)
    return {
      ...problem,
      params: Object.fromEntries(params),
      ...(phrases.length === 0 ? {} : { phrases: Object.fromEntries(phrases) }),
      ...(problem.detail === undefined ? {} : { detail: short(problem.detail, MOST_DETAIL) }),
    }
  }

  function status(reported: VideoStatus): VideoStatus {
    const { words, reason, parts, links } = reported
    return {
      ...reported,
      ...(reported.failure ? { failure: failure(reported.failure) } : {}),
      words: mapSaid(words, (text) => short(text, MOST_DETAIL)),
      reason: reason === null ? null : mapSaid(reason, (text) => short(text, MOST_DETAIL)),
      parts: parts.map((part) => ({ ...part, name: short(part.name, MOST_DETAIL) })),
      links: Object.fromEntries(Object.entries(links).map(([name, link]) => [name, known.hide(link)])),
    }
  }

  const statuses = (answers: ReadonlyMap<string, VideoStatus>): ReadonlyMap<string, VideoStatus> =>
    new Map([...answers].map(([id, one]) => [id, status(one)]))

  /** An error that may be rethrown, stored or logged. */
  function error(caught: unknown): unknown {
    if (caught instanceof PartialStatus) {
      return new PartialStatus(failure(caught.failure), statuses(caught.answers), caught.about, error(caught.cause))
    }
    if (caught instanceof FailureError) return new FailureError(failure(caught.failure), caught.cause)
    if (!(caught instanceof Error) || !known.holds(`${caught.message} ${caught.stack}`)) return caught
    const clean = new Error(known.hide(caught.message))
    clean.stack = known.hide(caught.stack ?? '')
    return clean
  }

  return {
    failure,
    status,
    statuses,

    error,

    said: (said: Said): Said => mapSaid(said, (text) => short(text, MOST_PARAM)),

    line: (text: string): string => short(text, MOST_PARAM),

    live(stream: LiveStream): LiveStream {
      return {
        ...stream,
        title: known.hide(stream.title),
        ingest: stream.ingest === null ? null : known.hide(stream.ingest),
        endpoints: stream.endpoints.map(({ kind, address }) => ({ kind: known.hide(kind), address: known.hide(address) })),
        playlists: stream.playlists.map((list) => ({ ...list, url: known.hide(list.url), kind: known.hide(list.kind) })),
        facts: stream.facts.map(({ name, value }) => ({ name, value: short(value, MOST_DETAIL) })),
        stats: stream.stats.map(({ name, value }) => ({ name, value: short(value, MOST_DETAIL) })),
      }
    },

    /** Whether a value that a server returned as an id or a fact is a known secret. Numbers and short values are not. */
    isSecret: (values: readonly (string | null | undefined)[]): boolean =>
      values.some((value) => value && value.length >= SHORTEST_SECRET && !/^\d+$/.test(value) && known.holds(value)),
  }
}
