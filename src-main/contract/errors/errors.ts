/** @file Failures: errors as values, which are stored, sent to clients and shown. Their meaning is in the table. */
import { inEnglish, translated } from '../i18n/i18n.ts'
import { type DisplayText, englishOf, type Figure, type Phrase, phrase, textOf } from '../i18n/phrase.ts'
import type { Disposition, ErrorEntry } from './error-entry.ts'
import { ERROR_TABLE } from './error-table.ts'
import { exhaustionOf } from './exhaustion.ts'

export type ErrorCode = keyof typeof ERROR_TABLE

export const ERRORS: Readonly<Record<ErrorCode, ErrorEntry>> = ERROR_TABLE

/** A code that this version knows, or `null`. */
export function codeFrom(text: string): ErrorCode | null {
  return Object.hasOwn(ERRORS, text) ? (text as ErrorCode) : null
}

/** An expected error as a value: stored in the journal, sent to clients, shown to people. Never holds a secret. */
export interface Failure {
  readonly code: ErrorCode
  /** Replaces `{name}` in the texts; in English. */
  readonly params: Readonly<Record<string, string>>
  /** The parameters that are phrases or figures, and are translated where they are shown. */
  readonly phrases?: Readonly<Record<string, Phrase | Figure>>
  /** The provider's or system's own message, shown as technical detail. */
  readonly detail?: string
  /** `Retry-After` of the server, in milliseconds. */
  readonly retryAfterMs?: number
}

/** Parameters of the texts of a failure. */
type FailureParams = Readonly<Record<string, DisplayText | Figure | number>>

/** Builds a failure. */
export function failure(
  code: ErrorCode,
  params: FailureParams = {},
  more: { readonly detail?: string | undefined; readonly retryAfterMs?: number | undefined } = {},
): Failure {
  return {
    code,
    ...filledBy(params),
    ...(more.detail ? { detail: more.detail } : {}),
    ...(more.retryAfterMs === undefined ? {} : { retryAfterMs: more.retryAfterMs }),
  }
}

/** The same failure with other or more parameters. */
export function withParams(problem: Failure, params: FailureParams): Failure {
  const { phrases, ...rest } = problem
  return { ...rest, ...filledBy({ ...problem.params, ...phrases, ...params }) }
}

/** A parameter as it can be part of another text; empty where the failure has none of that name. */
export function paramOf({ params, phrases }: Failure, name: string): DisplayText {
  const param = phrases?.[name]
  return param && 'message' in param ? param : (params[name] ?? '')
}

function filledBy(params: FailureParams): Pick<Failure, 'params' | 'phrases'> {
  const texts: Record<string, string> = {}
  const phrases: Record<string, Phrase | Figure> = {}
  for (const [name, value] of Object.entries(params)) {
    if (typeof value === 'object') phrases[name] = value
    texts[name] = typeof value === 'number' ? String(value) : englishOf(value)
  }
  return Object.keys(phrases).length === 0 ? { params: texts } : { params: texts, phrases }
}

/** A failure on its way up a call stack; caught where a failure is expected and turned back into a value. */
export class FailureError extends Error {
  readonly failure: Failure
  constructor(problem: Failure, cause?: unknown) {
    super(
      inEnglish(() => messageOf(problem)),
      cause === undefined ? undefined : { cause },
    )
    this.name = 'FailureError'
    this.failure = problem
  }
}

/** The failure that a caught value stands for; anything unexpected becomes `internal.bug`, unless the machine is exhausted. */
export function failureFrom(caught: unknown): Failure {
  if (caught instanceof FailureError) return caught.failure
  const exhaustion = exhaustionOf(caught)
  if (exhaustion) return failure(exhaustion.code, {}, { detail: exhaustion.systemCode })
  const reason = caught instanceof Error ? caught.message : String(caught)
  return failure('internal.bug', { reason })
}

export function dispositionOf(problem: Failure): Disposition {
  return ERRORS[problem.code].disposition
}

/** What is wrong, to be part of another text. */
export function titlePhrase({ code, params, phrases }: Failure): Phrase {
  return phrase(ERRORS[code].title, { ...params, ...phrases })
}

/** What to do about it, to be part of another text. */
export function helpPhrase({ code, params, phrases }: Failure): Phrase {
  return phrase(ERRORS[code].help, { ...params, ...phrases })
}

/** What is wrong, in the current language. */
export function titleOf(problem: Failure): string {
  return translated(ERRORS[problem.code].title, shownParams(problem))
}

/** What to do about it, in the current language. */
export function helpOf(problem: Failure): string {
  return translated(ERRORS[problem.code].help, shownParams(problem))
}

/** Title, help and detail in one line, as the command line prints it. */
export function messageOf(problem: Failure): string {
  const own = problem.detail ? ` (${problem.detail})` : ''
  return `${titleOf(problem)}. ${helpOf(problem)}${own}`
}

function shownParams({ params, phrases }: Failure): Readonly<Record<string, string>> {
  if (phrases === undefined) return params
  const shown = Object.entries(phrases).map(([name, value]) => [name, textOf(value)])
  return { ...params, ...Object.fromEntries(shown) }
}
