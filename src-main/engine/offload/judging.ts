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
  readonly accepted: Extract<Offload, { readonly result: 'differs' }> | null
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
  if (offload?.result !== 'differs') return { offload, problem: null }
  const { list, format, value, found } = offload
  return { offload, problem: failure('file.notAsOffloaded', { path, list, format: FORMAT_NAMES[format], value, found }) }
}

/** Every byte of what a person has accepted is at the host: nothing has to be sent again. */
export function isAllSent(upload: Pick<Upload, 'offload' | 'acceptedBytes' | 'identity' | 'uploadUrl'>): boolean {
  const { offload, acceptedBytes, identity, uploadUrl } = upload
  const isAccepted = offload?.result === 'differs' && offload.acceptedAt !== null
  return isAccepted && uploadUrl !== null && acceptedBytes === identity.sizeBytes
}

/** The bytes at the host are known to be wrong: going on means a new beginning. */
export function isToBeginAnew({ state, failure: problem }: Pick<Upload, 'state' | 'failure'>): boolean {
  return state === 'needs-attention' && problem?.code === 'file.notAsOffloaded'
}
