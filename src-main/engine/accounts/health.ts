/** @file The health of an account by its last test or upload, and its last test: the record that is stored with the accounts. Pure. */
import { z } from 'zod'
import { type AccountHealth, type ConnectionTest, TEST_CHECKS } from '../../contract/account.ts'
import { dispositionOf, type Failure } from '../../contract/errors/errors.ts'
import { failureSchema } from '../../contract/errors/failure-schema.ts'
import { displayTextSchema } from '../../contract/i18n/phrase-schema.ts'

const time = z.int()

const healthSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('untested') }),
  z.object({ state: z.literal('works'), since: time, at: time }),
  z.object({ state: z.literal('failed'), at: time, reason: failureSchema }),
])

const testSchema = z.object({
  ok: z.boolean(),
  message: displayTextSchema,
  details: z.array(displayTextSchema).readonly(),
  checks: z.array(z.object({ check: z.enum(TEST_CHECKS), ok: z.boolean() })).readonly(),
  failure: failureSchema.nullable(),
  field: z.string().nullable(),
  room: z.object({ free: z.number(), total: z.number().nullable(), unit: z.enum(['bytes', 'minutes']) }).nullable(),
  largestFileBytes: z.number().nullable(),
  at: time,
  tookMs: z.number().min(0),
})

export const healthRecordSchema = z.object({ health: healthSchema, lastTest: testSchema.nullable() })

export interface HealthRecord {
  readonly health: AccountHealth
  readonly lastTest: ConnectionTest | null
}

export const UNTESTED: HealthRecord = { health: { state: 'untested' }, lastTest: null }

/** Successes that follow each other within this time are not stored: the stored time may be this old. */
const REPEAT_MS = 60_000

/** Whether a record differs enough from the last one to be stored and published. */
export function isWorthStoring(before: HealthRecord, now: HealthRecord): boolean {
  if (before.health.state !== now.health.state || before.lastTest !== now.lastTest) return true
  if (now.health.state === 'failed' || before.health.state === 'untested' || now.health.state === 'untested') return true
  return now.health.at - before.health.at >= REPEAT_MS
}

export function afterSuccess(before: HealthRecord, at: number): HealthRecord {
  const since = before.health.state === 'works' ? before.health.since : at
  return { ...before, health: { state: 'works', since, at } }
}

/** A refusal of the account stays when anything else fails after it, such as the network. */
export function afterFailure(before: HealthRecord, at: number, reason: Failure): HealthRecord {
  if (problemOf(before) !== null && !stopsAccount(reason)) return before
  return { ...before, health: { state: 'failed', at, reason } }
}

/** A test that succeeded proves nothing when it began before the last failure. */
export function afterTest(before: HealthRecord, test: ConnectionTest): HealthRecord {
  const { at, tookMs, failure } = test
  if (failure !== null) return { ...afterFailure(before, at, failure), lastTest: test }
  const isOlder = before.health.state === 'failed' && at - tookMs < before.health.at
  return { ...(isOlder ? before : afterSuccess(before, at)), lastTest: test }
}

/** Why the host refuses the account; `null` unless it does: other failures end by themselves. */
export function problemOf({ health }: HealthRecord): Failure | null {
  return health.state === 'failed' && stopsAccount(health.reason) ? health.reason : null
}

/** Whether every other upload of the account would be refused in the same way until a person acts. */
export function stopsAccount(problem: Failure): boolean {
  return problem.code.startsWith('account.') && dispositionOf(problem) === 'attention'
}
