/** @file What follows from the comparison with hash lists, before anything is reported as sent. Pure. */
import { type Failure, failure } from '../../contract/errors.ts'
import { FORMAT_NAMES } from '../../contract/hashes.ts'
import type { Offload } from '../../contract/offload.ts'
import type { Upload } from '../queue/upload.ts'
import type { Listed } from './statements.ts'
import { type FileHashes, neededFormats, verdictOf } from './verdict.ts'

/** A comparison that has to be with what a person has accepted before, or with what lists say now. */
export interface Expectation {
  readonly listed: Listed
  readonly accepted: Mismatch | null
}

export function expectationOf({ offload }: Pick<Upload, 'offload'>, listed: Listed): Expectation {
  return { listed, accepted: offload?.result === 'differs' && offload.acceptedAt !== null ? offload : null }
}

/** The formats that the file has to be hashed in. */
export function formatsFor({ listed, accepted }: Expectation) {
  return accepted ? [accepted.format] : neededFormats(listed)
}

export interface Judgement {
  readonly offload: Offload | null
  /** Why the file must not be reported as sent. */
  readonly problem: Failure | null
}

/** A person has accepted one content: another one, under the same name, has to be decided anew. */
export function judge(path: string, { listed, accepted }: Expectation, hashes: FileHashes): Judgement {
  if (accepted) {
    const isAccepted = hashes[accepted.format] === accepted.found
    return { offload: accepted, problem: isAccepted ? null : failure('file.changed', { path }) }
  }
  const offload = verdictOf(path, listed, hashes)
  return { offload, problem: offload?.result === 'differs' ? notAsOffloaded(path, offload) : null }
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
