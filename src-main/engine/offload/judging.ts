/** @file What follows from the comparison with hash lists, before anything is reported as sent. Pure. */
import { type Failure, failure } from '../../contract/errors.ts'
import { FORMAT_NAMES, type ListedFormat } from '../../contract/hashes.ts'
import type { Offload } from '../../contract/offload.ts'
import type { Upload } from '../queue/upload.ts'
import type { Listed } from './statements.ts'
import { type FileHashes, neededFormats, verdictOf } from './verdict.ts'

/** What lists say now, and what was found before. */
export interface Expectation {
  readonly listed: Listed
  /** Of the content that the host has, which a person has accepted or not. */
  readonly known: Mismatch | null
}

export function expectationOf({ offload }: Pick<Upload, 'offload'>, listed: Listed): Expectation {
  return { listed, known: offload?.result === 'differs' ? offload : null }
}

/** The formats that the file has to be hashed in. */
export function formatsFor({ listed, known }: Expectation): readonly ListedFormat[] {
  if (known === null) return neededFormats(listed)
  return known.acceptedAt === null ? [...new Set([...neededFormats(listed), known.format])] : [known.format]
}

export interface Judgement {
  readonly offload: Offload | null
  /** Why the file must not be reported as sent. */
  readonly problem: Failure | null
}

const STILL_THE_SAME = 'it was read again and is still the same file'

/**
 * A difference that is known is one of the content that the host has: another content under the same name is another file. It is
 * forgotten where lists have that hash by now, and not because they are gone, cannot be read or disagree.
 */
export function judge(path: string, { listed, known }: Expectation, hashes: FileHashes): Judgement {
  if (known && hashes[known.format] !== known.found) return { offload: known, problem: failure('file.changed', { path }) }
  if (known && known.acceptedAt !== null) return { offload: known, problem: null }
  const offload = verdictOf(path, listed, hashes)
  if (offload?.result === 'differs')
    return { offload, problem: notAsOffloaded(path, offload, known ? STILL_THE_SAME : undefined) }
  if (known === null || offload?.result === 'matches') return { offload, problem: null }
  return { offload: known, problem: notAsOffloaded(path, known, `${STILL_THE_SAME}, and no list says by now that it is right`) }
}

/** What a person has to decide about; see `Offload`. */
export type Mismatch = Extract<Offload, { readonly result: 'differs' }>

/** The difference that was found, and that nobody has accepted. */
export function mismatchOf({ offload }: Pick<Upload, 'offload'>): Mismatch | null {
  return offload?.result === 'differs' && offload.acceptedAt === null ? offload : null
}

/** @param detail what else is known */
export function notAsOffloaded(path: string, { list, format, value, found }: Mismatch, detail?: string): Failure {
  return failure('file.notAsOffloaded', { path, list, format: FORMAT_NAMES[format], value, found }, { detail })
}

/** It has stopped until a person has decided, or there is a new copy. */
export function isStoppedByMismatch({ state, failure: problem }: Pick<Upload, 'state' | 'failure'>): boolean {
  return state === 'needs-attention' && problem?.code === 'file.notAsOffloaded'
}
