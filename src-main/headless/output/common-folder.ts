/** @file The folder that paths have in common. Pure. */
import native, { type PlatformPath } from 'node:path'

/** Of two folders, without a separator at its end; empty where they share nothing but the root. */
export function commonFolder(one: string, other: string, { sep }: Pick<PlatformPath, 'sep'> = native): string {
  const [names, others] = [one.split(sep), other.split(sep)]
  const length = names.findIndex((name, index) => others[index] !== name)
  return (length === -1 ? names : names.slice(0, length)).join(sep)
}
