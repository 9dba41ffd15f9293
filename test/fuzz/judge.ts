/** @file What no answer may be, whatever was asked. */
import type { z } from 'zod'
import { ERRORS, type ErrorCode, type Failure } from '../../src-main/contract/errors/errors.ts'
import type { Envelope } from '../../src-main/contract/requests.ts'
import { ANSWERS, EVENT_PAYLOADS } from './answers.ts'
import type { Call } from './calls.ts'
import { failureSchema } from './common-answers.ts'

export interface Finding {
  readonly breach: string
  readonly words: string
}

/** Codes that say that something is wrong with Reelay or its disk, of which nothing is wrong here. */
const NEVER = /"code":"(internal\.bug|store\.[a-zA-Z]+|settings\.[a-zA-Z]+|host\.gone|host\.untrusted)"/

/** Nobody reads more than this, besides what was asked itself. */
const MAX_REFUSAL = 4_000

/** What is wrong with an answer, if anything. `text` is the answer as it came. */
export function judgeAnswer({ channel, input, kind }: Call, text: string, secrets: readonly string[]): Finding[] {
  const findings: Finding[] = []
  const say = (breach: string, words: string): void => {
    findings.push({ breach, words: `${channel} (${kind}): ${words}\n  asked: ${short(JSON.stringify(input))}` })
  }
  const bad = NEVER.exec(text)
  if (bad) say(`answers ${bad[1]}`, short(text.slice(Math.max(0, bad.index - 200), bad.index + 800)))
  // The key of a live stream is what that call is for.
  const seen = channel === 'live.key' ? undefined : findSecret(text, secrets)
  if (seen !== undefined) say('shows a secret', around(text, seen))
  const envelope = parsed(text) as Envelope<unknown> | undefined
  if (envelope?.ok === true) {
    const problem = misfit(ANSWERS[channel], envelope.value)
    if (problem) say('answers what its type does not say', problem)
  } else if (envelope?.ok === false) {
    const problem = misfit(failureSchema, envelope.error) ?? unfilled(envelope.error)
    if (problem) say('refuses without proper words', problem)
    if (text.length > MAX_REFUSAL + JSON.stringify(input).length) say('refuses at length', short(text))
  } else say('answers no envelope', short(text))
  return findings
}

export function judgeEvent(name: string, text: string, secrets: readonly string[]): Finding[] {
  const findings: Finding[] = []
  const bad = NEVER.exec(text)
  if (bad) findings.push({ breach: `tells ${bad[1]}`, words: `${name}: ${short(text.slice(Math.max(0, bad.index - 500)))}` })
  const seen = findSecret(text, secrets)
  if (seen !== undefined) findings.push({ breach: 'tells a secret', words: `${name}: ${around(text, seen)}` })
  const schema = name in EVENT_PAYLOADS ? EVENT_PAYLOADS[name as keyof typeof EVENT_PAYLOADS] : undefined
  const problem = schema === undefined ? 'there is no such event' : misfit(schema, parsed(text))
  if (problem) findings.push({ breach: 'tells what its type does not say', words: `${name}: ${problem}` })
  return findings
}

/** The first of these texts that is in there, in clear or as it stands in a URL, in JSON or in base64. */
export function findSecret(text: string, secrets: readonly string[]): string | undefined {
  return secrets
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret)
        .toString('base64')
        .replace(/.{0,2}=*$/, ''),
    ])
    .find((form) => text.includes(form))
}

export function short(text: string): string {
  return text.length > 1_200 ? `${text.slice(0, 1_200)}… (${text.length} characters)` : text
}

function around(text: string, part: string): string {
  const at = text.indexOf(part)
  return text.slice(Math.max(0, at - 150), at + part.length + 50)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function misfit(schema: z.ZodType, value: unknown): string | null {
  const { error } = schema.safeParse(value)
  return error ? short(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')) : null
}

/** Words whose places stay empty. */
function unfilled({ code, params }: Failure): string | null {
  const { title, help } = ERRORS[code as ErrorCode]
  const places = [...`${title} ${help}`.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
  const missing = places.filter((name) => !Object.hasOwn(params, name))
  return missing.length > 0 ? `${code} says nothing for ${missing.join(', ')}` : null
}
