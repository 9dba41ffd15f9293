/** @file Values that a schema takes, drawn from the schema itself. */
import { z } from 'zod'
import type { Draw } from '../faults/draw.ts'
import { type Json, NASTY_NAMES, named, nastyString } from './nasty.ts'

/** Where a value stands: the channel, then the names on the way to it. */
export type JsonPath = readonly string[]

/** Texts that mean something at a place, such as ids of uploads that exist; empty where none is known. */
export type Known = (at: JsonPath) => readonly string[]

/** Texts of the forms that patterns ask for. */
const FORMS = ['08:30', '23:59', 'mp4', '.MOV', 'title', 'http://127.0.0.1:9', 'a', '2026-11-26'] as const
/** Few enough to be drawn again: what is asked for twice under one id happens once. */
const IDS = ['0b9d2f51-6a0e-4c1c-8e3b-5d2f7a9c4e10', 'f2c1a7d4-93b8-4e6f-a5d0-1b7e8c3f6a29'] as const
/** Nothing, a page, the beginning of a JPEG, and noise, in base64. */
const BYTES = ['', 'PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==', '/9j/4AAQSkZJRgABAQ==', 'A'.repeat(4_000)] as const
/** How often something that exists is named, where anything is known. */
const REAL = 0.7

/** @throws Error for a kind of schema that it has no values for, so that none is left out by chance */
export function generate(schema: unknown, draw: Draw, known: Known, at: JsonPath): Json {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return schema instanceof z.ZodNullable && draw.chance(0.3) ? null : generate(schema.def.innerType, draw, known, at)
  if (schema instanceof z.ZodDefault) return generate(schema.def.innerType, draw, known, at)
  if (schema instanceof z.ZodPipe) return piped(schema, draw, known, at)
  if (schema instanceof z.ZodString) return real(draw, known(at)) ?? text(schema, draw)
  if (schema instanceof z.ZodUUID) return draw.pick(IDS)
  if (schema instanceof z.ZodBase64) return draw.pick(BYTES)
  if (schema instanceof z.ZodNumber) return number(schema, draw)
  if (schema instanceof z.ZodBoolean) return draw.chance(0.5)
  if (schema instanceof z.ZodLiteral) return among([...schema.values] as Json[], draw)
  if (schema instanceof z.ZodEnum) return among(schema.options as string[], draw)
  if (schema instanceof z.ZodUnion) return generate(among(schema.options as unknown as Json[], draw), draw, known, at)
  if (schema instanceof z.ZodArray) return list(schema, draw, known, at)
  if (schema instanceof z.ZodRecord) return record(schema, draw, known, at)
  if (schema instanceof z.ZodObject) return object(schema, draw, known, at)
  throw new Error(`${at.join('.')}: no values are known for ${(schema as z.ZodType | undefined)?.def?.type ?? schema}`)
}

/** One of what is known, or `undefined` to invent one. */
function real(draw: Draw, texts: readonly string[]): string | undefined {
  const isWanted = draw.chance(REAL)
  const which = draw.fraction()
  return isWanted ? texts[Math.floor(which * texts.length)] : undefined
}

function among<T>(values: readonly T[], draw: Draw): T {
  const [first, ...others] = values
  if (first === undefined) throw new Error('nothing to draw from')
  return draw.pick([first, ...others])
}

function text(schema: z.ZodString, draw: Draw): Json {
  const most = Math.min(schema.maxLength ?? 100_000, 100_000)
  const least = schema.minLength ?? 0
  const atTheEdge = draw.chance(0.03)
  const strange = nastyString(draw)
  const usual = draw.pick(['Match day', 'clip', '{name} {index}', '*.mp4', 'a'])
  const candidate = atTheEdge ? 'x'.repeat(draw.pick([least, most])) : draw.chance(0.4) ? strange : usual
  return schema.safeParse(candidate).success ? candidate : fitting(schema, draw)
}

/** What goes in; what comes out may have to be of a form besides. */
function piped(schema: z.ZodPipe, draw: Draw, known: Known, at: JsonPath): Json {
  const into = generate(schema.def.in, draw, known, at)
  return schema.safeParse(into).success ? into : fitting(schema, draw)
}

/** A text of one of the forms, if any fits. */
function fitting(schema: z.ZodType, draw: Draw): Json {
  const fits = FORMS.filter((form) => schema.safeParse(form).success)
  return fits.length > 0 ? among(fits, draw) : 'x'.repeat(20)
}

function number(schema: z.ZodNumber, draw: Draw): Json {
  const least = Math.max(schema.minValue ?? -1e15, -1e15)
  const most = Math.min(schema.maxValue ?? 1e15, 1e15)
  const usual = draw.whole(Math.max(least, 0), Math.min(most, Math.max(least, 0) + 200))
  return draw.pick([usual, usual, usual, least, most, Math.min(least + 1, most)])
}

function list(schema: z.ZodArray, draw: Draw, known: Known, at: JsonPath): Json {
  const count = draw.pick([0, 1, 1, 1, 2, 5])
  const values = Array.from({ length: count }, () => generate(schema.element, draw, known, at))
  return values.length === 0 && !schema.safeParse([]).success ? [generate(schema.element, draw, known, at)] : values
}

function record(schema: z.ZodRecord, draw: Draw, known: Known, at: JsonPath): Json {
  let made: { [name: string]: Json } = {}
  for (let count = draw.pick([0, 0, 1, 2]); count > 0; count -= 1) {
    const strange = draw.pick(NASTY_NAMES)
    const name = draw.chance(0.15) ? strange : String(generate(schema.keyType, draw, known, [...at, '*']))
    made = named(name, generate(schema.valueType, draw, known, [...at, name]), made)
  }
  return made
}

function object(schema: z.ZodObject, draw: Draw, known: Known, at: JsonPath): Json {
  const made: { [name: string]: Json } = {}
  for (const [name, member] of Object.entries(schema.shape)) {
    const mayMiss = member instanceof z.ZodOptional || member instanceof z.ZodDefault
    const isLeftOut = draw.chance(0.6)
    if (mayMiss && isLeftOut) continue
    made[name] = generate(member, draw, known, [...at, name])
  }
  return made
}
