/** @file What the arguments of a start ask for. */
import { resolve } from 'node:path'
import { AFTER_ERROR, HANDED_OVER, HIDDEN, LINK_SCHEME } from './names.ts'

export interface Start {
  readonly paths: readonly string[]
  /** `reelay://` links. */
  readonly links: readonly string[]
  readonly hidden: boolean
  /** When the error happened that this start follows. */
  readonly afterError: number | null
  /** Name of the note of a start before this one. */
  readonly handedOver: string | null
}

/**
 * @param args without the program and, where the app is not packaged, without its folder
 * @param cwd where relative paths begin
 */
export function readStart(args: readonly string[], cwd: string): Start {
  const paths: string[] = []
  const links: string[] = []
  let onlyPaths = false
  for (const arg of args) {
    if (arg === '') continue
    if (arg === '--' && !onlyPaths) onlyPaths = true
    else if (arg.toLowerCase().startsWith(`${LINK_SCHEME}:`)) links.push(arg)
    // Switches, ours and those of Chromium; what a file manager hands over is a whole path.
    else if (onlyPaths || !arg.startsWith('-')) paths.push(resolve(cwd, arg))
  }
  const given = (name: string): string | null => args.find((arg) => arg.startsWith(name))?.slice(name.length) ?? null
  const afterError = Number(given(AFTER_ERROR) ?? Number.NaN)
  return {
    paths,
    links,
    hidden: args.includes(HIDDEN),
    afterError: Number.isFinite(afterError) ? afterError : null,
    handedOver: given(HANDED_OVER),
  }
}

/** The arguments that are meant for the app: not the program, and not the folder that an unpackaged run is started with. */
export function ownArguments(argv: readonly string[], isPackaged: boolean): readonly string[] {
  return argv.slice(isPackaged ? 1 : 2)
}

/**
 * Chromium hands no more than 32 KiB to the first process, arguments included, cuts off what is more, and may end a first
 * process that does not make sense of it.
 */
export const MOST_HANDED_BYTES = 12 * 1024

/** Whether what a start brings fits into what Chromium hands over. */
export function fits(args: readonly string[]): boolean {
  return args.reduce((bytes, arg) => bytes + Buffer.byteLength(arg) + 1, 0) <= MOST_HANDED_BYTES
}
