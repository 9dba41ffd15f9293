/** @file Where programs for Windows can be run: on Windows, or under Wine. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Runs programs for Windows: the words before the program. Or the reason why none can be run here. */
export type Runner = { readonly words: readonly string[]; readonly isWine: boolean } | { readonly reason: string }

/** Node 24 needs calls for memory that older ones lack. */
const OLDEST_WINE = 10

export async function findRunner(): Promise<Runner> {
  if (process.platform === 'win32') return { words: [], isWine: false }
  const wine = process.env['REELAY_WINE'] ?? 'wine'
  const told = await promisify(execFile)(wine, ['--version']).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  )
  if (told === null) return { reason: 'needs Windows, or Wine 10 on PATH or named by REELAY_WINE' }
  const version = Number(/wine-(\d+)/.exec(told)?.[1] ?? Number.NaN)
  return version >= OLDEST_WINE
    ? { words: [wine], isWine: true }
    : { reason: `needs Wine ${OLDEST_WINE} or newer, and ${wine} is ${told || 'of an unknown version'}` }
}
