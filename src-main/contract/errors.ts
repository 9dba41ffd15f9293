/** @file Failures: errors as values, which are stored, sent to clients and shown. Their meaning is in the table. */
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
  /** Replaces `{name}` in the texts. */
  readonly params: Readonly<Record<string, string>>
  /** The provider's or system's own message, shown as technical detail. */
  readonly detail?: string
  /** `Retry-After` of the server, in milliseconds. */
  readonly retryAfterMs?: number
}

/** Builds a failure. */
export function failure(
  code: ErrorCode,
  params: Readonly<Record<string, string | number>> = {},
  more: { readonly detail?: string | undefined; readonly retryAfterMs?: number | undefined } = {},
): Failure {
  const texts = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]))
  return {
    code,
    params: texts,
    ...(more.detail ? { detail: more.detail } : {}),
    ...(more.retryAfterMs === undefined ? {} : { retryAfterMs: more.retryAfterMs }),
  }
}

/** A failure on its way up a call stack; caught where a failure is expected and turned back into a value. */
export class FailureError extends Error {
  readonly failure: Failure
  constructor(problem: Failure, cause?: unknown) {
    super(messageOf(problem), cause === undefined ? undefined : { cause })
    this.name = 'FailureError'
    this.failure = problem
  }
}

/** The failure that a caught value stands for; anything unexpected becomes `internal.bug`, unless the machine is exhausted. */
export function failureFrom(caught: unknown): Failure {
  if (caught instanceof FailureError) return caught.failure
  const exhaustion = exhaustionOf(caught)
  if (exhaustion) return failure(exhaustion.code, {}, { detail: exhaustion.said })
  const reason = caught instanceof Error ? caught.message : String(caught)
  return failure('internal.bug', { reason })
}

export function dispositionOf(problem: Failure): Disposition {
  return ERRORS[problem.code].disposition
}

export function titleOf(problem: Failure): string {
  return fill(ERRORS[problem.code].title, problem.params)
}

export function helpOf(problem: Failure): string {
  return fill(ERRORS[problem.code].help, problem.params)
}

/** Title, help and detail in one line, as the command line prints it. */
export function messageOf(problem: Failure): string {
  const own = problem.detail ? ` (${problem.detail})` : ''
  return `${titleOf(problem)}. ${helpOf(problem)}${own}`
}

function fill(text: string, params: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole)
}
