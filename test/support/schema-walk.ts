/** @file Lists the fields of a schema, and replaces one field of a sample at a time by wrong values. */
import type { z } from 'zod'

export type Path = readonly (string | number)[]

interface Def {
  readonly type: string
  readonly shape?: Readonly<Record<string, z.ZodType>>
  readonly element?: z.ZodType
  readonly innerType?: z.ZodType
  readonly in?: z.ZodType
  readonly options?: readonly z.ZodType[]
}

/** Every field that a schema reads, however deep; the elements of a list are its first one. */
export function fieldsOf(schema: z.ZodType, at: Path = []): Path[] {
  const { type, shape, element, innerType, in: before, options } = schema.def as unknown as Def
  if (type === 'object') {
    return Object.entries(shape ?? {}).flatMap(([name, inner]) => [[...at, name], ...fieldsOf(inner, [...at, name])])
  }
  if (type === 'array') return element ? fieldsOf(element, [...at, 0]) : []
  const inner = innerType ?? before
  if (inner) return fieldsOf(inner, at)
  return uniquePaths((options ?? []).flatMap((option) => fieldsOf(option, at)))
}

function uniquePaths(paths: readonly Path[]): Path[] {
  return [...new Map(paths.map((path) => [path.join('.'), path])).values()]
}

export function valueAt(sample: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | null | undefined)?.[key], sample)
}

/** The sample with another value at a path; `undefined` takes the field out. */
export function changed(sample: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  const copy = structuredClone(sample) as Record<string | number, unknown>
  const next = rest.length === 0 ? value : changed(copy[key], rest, value)
  if (next === undefined) delete copy[key]
  else copy[key] = next
  return copy
}

const OTHERS: readonly unknown[] = ['nonsense', 7, true, { nonsense: 1 }, ['nonsense']]

const kindOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)

/** Wrong values in place of one: missing, null, and a value of every other type. */
export function spoiled(value: unknown): readonly { readonly title: string; readonly value: unknown }[] {
  const others = OTHERS.filter((other) => kindOf(other) !== kindOf(value))
  return [
    { title: 'missing', value: undefined },
    { title: 'null', value: null },
    ...others.map((other) => ({ title: `${kindOf(other)} in place of ${kindOf(value)}`, value: other })),
  ]
}
