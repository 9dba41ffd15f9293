/** @file Which hashes a file must have by hash lists and an earlier mismatch, and whether it may be reported as sent. Pure. */
import { type Failure, failure } from '../../contract/errors/errors.ts'
import { FORMAT_NAMES, type ListedFormat } from '../../contract/proof/hashes.ts'
import type { Offload } from '../../contract/proof/offload.ts'
import type { Upload } from '../queue/upload.ts'
import type { MatchedEntries } from './matched-entries.ts'
import { type FileHashes, neededFormats, verdictOf } from './verdict.ts'

/** The entries of lists for a file, and an earlier mismatch. */
export interface Expectation {
  readonly listed: MatchedEntries
  /** The mismatch of the content that the host has, accepted by a person or not. */
  readonly known: Mismatch | null
}

export function expectationOf({ offload }: Pick<Upload, 'offload'>, listed: MatchedEntries): Expectation {
  return { listed, known: offload?.result === 'differs' ? offload : null }
}

/** The formats in which the file has to be hashed. */
export function formatsFor({ listed, known }: Expectation): readonly ListedFormat[] {
  if (known === null) return neededFormats(listed)
  return known.acceptedAt === null ? [...new Set([...neededFormats(listed), known.format])] : [known.format]
}

interface ListComparison {
  readonly offload: Offload | null
  /** Why the file must not be reported as sent. */
  readonly problem: Failure | null
}

const STILL_THE_SAME = 'it was read again and is still the same file'

/**
 * Compares the hashes of a file with its lists. A known mismatch is about the content that the host has, so other content under the same
 * name is a changed file. The mismatch is resolved when a list has that hash by now, but not when lists are missing, unreadable or disagree.
 *
 * @param hashes in all of `formatsFor`
 */
export function compareWithLists(path: string, { listed, known }: Expectation, hashes: FileHashes): ListComparison {
  if (known && hashes[known.format] !== known.found) return { offload: known, problem: failure('file.changed', { path }) }
  if (known && known.acceptedAt !== null) return { offload: known, problem: null }
  const offload = verdictOf(path, listed, hashes)
  if (offload?.result === 'differs')
    return { offload, problem: notAsOffloaded(path, offload, known ? STILL_THE_SAME : undefined) }
  if (known === null || offload?.result === 'matches') return { offload, problem: null }
  return { offload: known, problem: notAsOffloaded(path, known, `${STILL_THE_SAME}, and no list says by now that it is right`) }
}

/** A mismatch that a person has to decide about; see `Offload`. */
type Mismatch = Extract<Offload, { readonly result: 'differs' }>

/** The mismatch that was found, and that nobody has accepted; otherwise `null`. */
export function mismatchOf({ offload }: Pick<Upload, 'offload'>): Mismatch | null {
  return offload?.result === 'differs' && offload.acceptedAt === null ? offload : null
}

/** @param detail appended to the failure */
export function notAsOffloaded(path: string, { list, format, value, found }: Mismatch, detail?: string): Failure {
  return failure('file.notAsOffloaded', { path, list, format: FORMAT_NAMES[format], value, found }, { detail })
}

/** Whether an upload is stopped until a person has decided, or the file was copied again. */
export function isStoppedByMismatch({ state, failure: problem }: Pick<Upload, 'state' | 'failure'>): boolean {
  return state === 'needs-attention' && problem?.code === 'file.notAsOffloaded'
}
