/** @file Fragments of SQL statements. Values are bound, never written into a statement. */

/** `(a, b) VALUES (:a, :b)`, for INSERT. */
export function columnsAndValues(columns: readonly string[]): string {
  return `(${columns.join(', ')}) VALUES (${columns.map((name) => `:${name}`).join(', ')})`
}

/** `a = :a, b = :b`, for UPDATE. */
export function assignments(columns: readonly string[]): string {
  return columns.map((name) => `${name} = :${name}`).join(', ')
}

/** A bound list of any length, given as JSON. */
export function fromJson(name: string): string {
  return `(SELECT value FROM json_each(:${name}))`
}

/** A list of our own constants. */
export function list(constants: readonly string[]): string {
  return `(${constants.map((value) => `'${value}'`).join(', ')})`
}
