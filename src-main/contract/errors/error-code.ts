/** @file The codes of system errors. Pure. */

/** The code of an error of Node or of the system, such as `ENOENT`; empty where it has none. */
export function errorCode(caught: unknown): string {
  return caught instanceof Error && 'code' in caught && caught.code !== undefined ? String(caught.code) : ''
}
