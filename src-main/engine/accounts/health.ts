/** @file How accounts were seen last: by tests and by uploads. Kept in the file of accounts, written when there is news. */
import { z } from 'zod'
import { type AccountHealth, type ConnectionTest, TEST_CHECKS } from '../../contract/account.ts'
import { dispositionOf, type Failure } from '../../contract/errors.ts'
import { failureSchema } from '../../contract/failure-schema.ts'
import { saidSchema } from '../../contract/phrase.ts'

const time = z.int()

const healthSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('untested') }),
  z.object({ state: z.literal('works'), since: time, at: time }),
  z.object({ state: z.literal('failed'), at: time, reason: failureSchema }),
])

const testSchema = z.object({
  ok: z.boolean(),
  message: saidSchema,
  details: z.array(saidSchema).readonly(),
  checks: z.array(z.object({ check: z.enum(TEST_CHECKS), ok: z.boolean() })).readonly(),
  failure: failureSchema.nullable(),
  field: z.string().nullable(),
  room: z.object({ free: z.number(), total: z.number().nullable(), unit: z.enum(['bytes', 'minutes']) }).nullable(),
  largestFileBytes: z.number().nullable(),
  at: time,
  tookMs: z.number().min(0),
})

export const seenSchema = z.object({ health: healthSchema, lastTest: testSchema.nullable() })

/** What is known of one account. */
export interface Seen {
  readonly health: AccountHealth
  readonly lastTest: ConnectionTest | null
}

export const UNSEEN: Seen = { health: { state: 'untested' }, lastTest: null }

/** A host that accepts one request after the other is no news; how late the stored time may be, ms. */
const NEWS_MS = 60_000

/** Whether what was seen now is worth storing and telling. */
export function isNews(before: Seen, now: Seen): boolean {
  if (before.health.state !== now.health.state || before.lastTest !== now.lastTest) return true
  if (now.health.state === 'failed' || before.health.state === 'untested' || now.health.state === 'untested') return true
  return now.health.at - before.health.at >= NEWS_MS
}

export function worked(before: Seen, at: number): Seen {
  const since = before.health.state === 'works' ? before.health.since : at
  return { ...before, health: { state: 'works', since, at } }
}

/** A failure that is not the account's, such as a network that is down, says nothing of its refusal: that stays. */
export function failed(before: Seen, at: number, reason: Failure): Seen {
  if (problemOf(before) !== null && !isRefusal(reason)) return before
  return { ...before, health: { state: 'failed', at, reason } }
}

/** What a test found replaces what was known before it began. */
export function tested(before: Seen, test: ConnectionTest): Seen {
  return { ...(test.failure === null ? answered(before, test) : failed(before, test.at, test.failure)), lastTest: test }
}

function answered(before: Seen, { at, tookMs }: ConnectionTest): Seen {
  const isOlder = before.health.state === 'failed' && at - tookMs < before.health.at
  return isOlder ? before : worked(before, at)
}

/** Why nothing can be sent, if that is what was seen last: other failures end by themselves. */
export function problemOf({ health }: Seen): Failure | null {
  return health.state === 'failed' && isRefusal(health.reason) ? health.reason : null
}

function isRefusal(reason: Failure): boolean {
  return reason.code.startsWith('account.') && dispositionOf(reason) === 'attention'
}
