/**
 * @file Parts of the shapes of answers. A call needs little of its answer: what it needs is required, and everything else may
 * be missing, null or of another type without making the answer unreadable. Numbers may be texts.
 */
import { z } from 'zod'

const decimal = z
  .string()
  .regex(/^\s*-?\d+(\.\d+)?\s*$/)
  .transform(Number)

/** An id, which every call needs that makes or names something. */
export const id = z.union([z.string().min(1), z.number()]).transform(String)

export const knownId = id.nullish().catch(null)

/** A text that a call needs. */
export const neededText = z.string().min(1)

/** A number that a call needs. */
export const neededNumber = z.union([z.number(), decimal])

export const text = z.string().nullish().catch(null)

export const number = neededNumber.nullish().catch(null)

const WORDS = { true: true, false: false } as const

export const flag = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((word) => WORDS[word])])
  .nullish()
  .catch(null)

/** Anything by name, such as free metadata. */
export const record = z.record(z.string(), z.unknown()).nullish().catch(null)

/** A part of an answer with a shape of its own; unknown when it is something else. */
export function part<T extends z.ZodRawShape>(shape: T) {
  return z.object(shape).nullish().catch(null)
}

/** A list without its elements that cannot be read. It must be one. */
export function neededList<T extends z.ZodType>(element: T) {
  return z.array(element.nullable().catch(null)).transform((all) => all.filter((one) => one !== null))
}

/** A list without its elements that cannot be read; unknown when it is something else. */
export function list<T extends z.ZodType>(element: T) {
  return neededList(element).nullish().catch(null)
}
