/**
 * @file Schemas for parts of answers. What a call needs is required; everything else may be missing, null or of another type without
 * making the answer unreadable. Numbers may be sent as texts.
 */
import { z } from 'zod'

const decimal = z
  .string()
  .regex(/^\s*-?\d+(\.\d+)?\s*$/)
  .transform(Number)

/** An id, as text. */
export const id = z.union([z.string().min(1), z.number()]).transform(String)

export const optionalId = id.nullish().catch(null)

/** A text that must be present. */
export const requiredText = z.string().min(1)

/** A number that must be present. */
export const requiredNumber = z.union([z.number(), decimal])

export const text = z.string().nullish().catch(null)

export const number = requiredNumber.nullish().catch(null)

export const flag = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])
  .nullish()
  .catch(null)

/** Unknown values by name, such as free metadata. */
export const record = z.record(z.string(), z.unknown()).nullish().catch(null)

/** A nested object; `null` if it is something else. */
export function part<T extends z.ZodRawShape>(shape: T) {
  return z.object(shape).nullish().catch(null)
}

/** A list that must be present; elements that do not match are dropped. */
export function requiredList<T extends z.ZodType>(element: T) {
  return z.array(element.nullable().catch(null)).transform((all) => all.filter((one) => one !== null))
}

/** A list; elements that do not match are dropped. `null` if it is something else. */
export function list<T extends z.ZodType>(element: T) {
  return requiredList(element).nullish().catch(null)
}
