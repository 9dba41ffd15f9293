/** @file Where a command writes: to a file that a person names, or to standard output. */
import { fstatSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import { writeWhole } from '../../whole-file.ts'
import { usage } from '../parse.ts'

/** Whether standard output is a file. */
export function isRegularFile({ fd }: { readonly fd: number }): boolean {
  try {
    return fstatSync(fd).isFile()
  } catch {
    return false
  }
}

/** Writes a file as a whole or not at all. @throws FailureError `input.invalid`, naming `--out` */
export async function writeOut(out: string, text: AsyncIterable<string>): Promise<void> {
  await writeWhole(resolve(out), text).catch((caught: unknown) => {
    if (caught instanceof Error && 'code' in caught) throw usage(`--out: ${whyUnwritable(caught)}`)
    throw caught
  })
}

/** Windows reports the same code for a file that is open elsewhere, as in a spreadsheet, and for one without permission. */
function whyUnwritable({ message, code }: Error & { code?: unknown }): string {
  const isHeld = process.platform === 'win32' && ['EBUSY', 'EPERM', 'EACCES'].includes(String(code))
  return isHeld ? `another program has it open, or it may not be written there. (${message})` : message
}
