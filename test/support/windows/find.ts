/** @file Where programs for Windows can be run: on Windows, or under Wine. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** The command in front of a program for Windows, or the reason why none can be run here. */
export type Runner = { readonly command: readonly string[]; readonly isWine: boolean } | { readonly reason: string }

/** Node 24 needs calls for memory that older ones lack. */
const OLDEST_WINE = 10

export async function findRunner(): Promise<Runner> {
  if (process.platform === 'win32') return { command: [], isWine: false }
  const named = process.env['REELAY_WINE']
  const wine = named ?? 'wine'
  const reported = await promisify(execFile)(wine, ['--version']).then(
    ({ stdout }) => stdout.split('\n', 1).join(),
    () => null,
  )
  if (reported === null) {
    const found = named === undefined ? '' : `, and what that names cannot be run: ${named}`
    return { reason: `needs Windows, or Wine ${OLDEST_WINE} on PATH or named by REELAY_WINE${found}` }
  }
  const version = Number(/wine-(\d+)/.exec(reported)?.[1] ?? Number.NaN)
  return version >= OLDEST_WINE
    ? { command: [wine], isWine: true }
    : { reason: `needs Wine ${OLDEST_WINE} or newer, and ${wine} is ${reported || 'of an unknown version'}` }
}
