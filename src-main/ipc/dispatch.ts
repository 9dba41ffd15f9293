/** @file The only path to a handler: channel, parsed input, handler, envelope. Knows no transport. */
import type { z } from 'zod'
import { CHANNELS, type Channel } from '../contract/channels.ts'
import { type Failure, FailureError, failure, failureFrom } from '../contract/errors/errors.ts'
import { type DisplayText, mapDisplayText, type Phrase, phrase } from '../contract/i18n/phrase.ts'
import { problemOf, WITH_PHRASES } from '../contract/i18n/schema-phrases.ts'
import { type Envelope, type Output, type Parsed, requests } from '../contract/requests.ts'
import type { Log } from '../engine/ports.ts'
import type { CallLimits } from './call-limits.ts'
import { retryWhileBusy } from './retry-while-busy.ts'

/** One function for every channel. */
export type Handlers = { readonly [C in Channel]: (input: Parsed<C>, signal: AbortSignal) => Output<C> | Promise<Output<C>> }

/** Answers any call with an envelope; never throws. `signal` is aborted when the caller is gone. */
export type Dispatch = (channel: string, input: unknown, signal?: AbortSignal) => Promise<Envelope<unknown>>

const MAX_ISSUES = 5
const MAX_CHARACTERS = 300

const channelNames: ReadonlySet<string> = new Set(CHANNELS)

export function createDispatch({ handlers, log, limits }: { handlers: Handlers; log: Log; limits: CallLimits }): Dispatch {
  return async (channel, input, signal = new AbortController().signal) => {
    if (!isChannel(channel)) return refuse(phrase('There is no call named “{channel}”.', { channel: truncated(channel) }))
    const parsed = requests[channel].input.safeParse(input, WITH_PHRASES)
    if (!parsed.success) {
      log.warn(`${channel} was called with input that cannot be used`)
      return refuse(reasonOf(parsed.error.issues.flatMap(intendedIssues)))
    }
    try {
      // The schema of this channel has just parsed this input; the table of handlers has the same shape.
      const handle = handlers[channel] as (input: unknown, signal: AbortSignal) => unknown
      const value = await limits.run({ channel, input: parsed.data, signal }, (until) =>
        isRepeatable(channel, parsed.data) ? retryWhileBusy(() => handle(parsed.data, until), until) : handle(parsed.data, until),
      )
      return { ok: true, value }
    } catch (caught) {
      // An aborted call failed because of the abort, whatever it threw.
      const error = signal.aborted && !(caught instanceof FailureError) ? endedBy(signal) : failureFrom(caught)
      if (error.code === 'internal.bug') log.error(`${channel} failed`, caught)
      return { ok: false, error }
    }
  }
}

/** Calls that may be repeated after a part of them could not be stored: they create nothing at a provider and count nothing. */
const REPEATABLE: ReadonlySet<Channel> = new Set<Channel>([
  'accounts.save',
  'accounts.remove',
  'accounts.setDefault',
  'accounts.setDefaults',
  'held.change',
  'settings.change',
  'settings.setProxyPassword',
  'watch.add',
  'watch.update',
  'watch.remove',
  'watch.pause',
  'watch.dismissCard',
])

/** Calls with the same batch id add files and links once. */
function isRepeatable(channel: Channel, input: unknown): boolean {
  const hasBatch = typeof input === 'object' && input !== null && 'batchId' in input && input.batchId !== undefined
  return REPEATABLE.has(channel) || (['queue.add', 'queue.import'].includes(channel) && hasBatch)
}

/** The host closes, or the caller is gone. */
function endedBy({ reason }: AbortSignal): Failure {
  return reason instanceof FailureError ? reason.failure : failure('host.gone')
}

function isChannel(name: string): name is Channel {
  return channelNames.has(name)
}

/** The issues of that member of a union which has all keys of the input: a caller meant this one. */
function intendedIssues(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.path.length > 0) return [issue]
  return issue.errors.find((issues) => issues.every(({ code }) => code !== 'unrecognized_keys')) ?? [issue]
}

/** What is wrong and where; only the first issues, because a call may have 100,000. */
function reasonOf(issues: readonly z.core.$ZodIssue[]): DisplayText {
  const first = issues.slice(0, MAX_ISSUES).map((issue) =>
    phrase('{place}: {problem}', {
      place: truncated(issue.path.map(String).join('.')) || 'input',
      problem: truncatedPhrase(problemOf(issue)),
    }),
  )
  const others = issues.length - first.length
  const all = others > 0 ? [...first, phrase('and {others} more', { others })] : first
  return all.reduce((before, next) => phrase('{before}; {next}', { before, next }))
}

function truncated(text: string): string {
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text
}

function truncatedPhrase(problem: Phrase): Phrase {
  return { ...mapDisplayText(problem, truncated), message: truncated(problem.message) }
}

function refuse(reason: DisplayText): Envelope<never> {
  return { ok: false, error: failure('input.invalid', { reason }) }
}
