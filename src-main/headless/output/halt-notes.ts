/** @file Reports that every transfer is stopped because the journal cannot be written. */
import { type Failure, messageOf } from '../../contract/errors/errors.ts'
import type { Reporter } from './reporter.ts'

/** Takes `halted` of each summary of the queue; reports once that the journal cannot be written, and once that it can again. */
export function createHaltNotes({ note }: Pick<Reporter, 'note'>): (halted: Failure | null) => void {
  let wasHalted = false
  return (halted) => {
    if ((halted !== null) === wasHalted) return
    wasHalted = halted !== null
    note(halted === null ? 'Going on.' : messageOf(halted))
  }
}
