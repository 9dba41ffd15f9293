/** @file Where a command writes: to a file that a person names, or to standard output. */
import { fstatSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import { writeAtomically } from '../../atomic-file.ts'
import { usage } from '../parse.ts'

/** Whether standard output is a file. */
export function isRegularFile({ fd }: { readonly fd: number }): boolean {
  try {
    return fstatSync(fd).isFile()
  } catch {
    return false
  }
}

/** A list may be the only one of its kind. */
export const TAKEN = 'there is a file of this name already. Lists are never replaced: name another one.'

/**
 * Writes a file as a whole or not at all.
 *
 * @param write `writeNew` where nothing may be replaced
 * @throws FailureError `input.invalid`, naming `--out`
 */
export async function writeOut(
  out: string,
  text: Iterable<string> | AsyncIterable<string>,
  write: typeof writeAtomically = writeAtomically,
): Promise<void> {
  await write(resolve(out), text).catch((caught: unknown) => {
    if (caught instanceof Error && 'code' in caught) throw usage(`--out: ${whyUnwritable(caught)}`)
    throw caught
  })
}

/** Windows reports the same code for a file that is open elsewhere, as in a spreadsheet, and for one without permission. */
function whyUnwritable({ message, code }: Error & { code?: unknown }): string {
  if (code === 'EEXIST') return TAKEN
  const isHeld = process.platform === 'win32' && ['EBUSY', 'EPERM', 'EACCES'].includes(String(code))
  return isHeld ? `another program has it open, or it may not be written there. (${message})` : message
}
