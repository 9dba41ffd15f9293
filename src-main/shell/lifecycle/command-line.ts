/** @file Parses the arguments of a start. */
import { resolve } from 'node:path'
import { AFTER_ERROR, HANDED_OVER, HIDDEN, LINK_SCHEME } from '../names.ts'

export interface Start {
  readonly paths: readonly string[]
  /** `reelay://` links. */
  readonly links: readonly string[]
  readonly hidden: boolean
  /** When the error happened that caused this start, epoch ms. */
  readonly afterError: number | null
  /** Name of the note with the arguments, which an earlier start wrote (`start-note.ts`). */
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
    // Anything else with a dash is a switch, of ours or of Chromium; file managers pass absolute paths.
    else if (onlyPaths || !arg.startsWith('-')) paths.push(resolve(cwd, arg))
  }
  const optionValue = (name: string): string | null => args.find((arg) => arg.startsWith(name))?.slice(name.length) ?? null
  const afterError = Number(optionValue(AFTER_ERROR) ?? Number.NaN)
  return {
    paths,
    links,
    hidden: args.includes(HIDDEN),
    afterError: Number.isFinite(afterError) ? afterError : null,
    handedOver: optionValue(HANDED_OVER),
  }
}

/** The arguments without the program and, in an unpackaged run, without the app folder. */
export function ownArguments(argv: readonly string[], isPackaged: boolean): readonly string[] {
  return argv.slice(isPackaged ? 1 : 2)
}

/**
 * Chromium passes at most 32 KiB to the first process, arguments included, truncates more, and may end a first process
 * that cannot parse the rest.
 */
export const MAX_PASSED_BYTES = 12 * 1024

/** Whether the arguments fit into what Chromium passes to the first process. */
export function canBePassed(args: readonly string[]): boolean {
  return args.reduce((bytes, arg) => bytes + Buffer.byteLength(arg) + 1, 0) <= MAX_PASSED_BYTES
}
