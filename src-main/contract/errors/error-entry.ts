/** @file The type of an entry of the table of errors. */

/**
 * What the engine does about a failure, and so what the person has to do.
 *
 * - `wait-network`: try again when the provider can be reached; costs no attempt.
 * - `wait-backoff`: try again later, waiting longer each time.
 * - `wait-host`: the provider asked for time; the whole account waits for it.
 * - `wait-volume`: the drive of the file is away; continues when the drive is back.
 * - `attention`: a person must act; progress is kept.
 * - `final`: trying again without changing something cannot help.
 * - `halt`: the journal cannot be written; every transfer stops until it can.
 * - `reject`: a call was refused; nothing was changed.
 */
export const DISPOSITIONS = [
  'wait-network',
  'wait-backoff',
  'wait-host',
  'wait-volume',
  'attention',
  'final',
  'halt',
  'reject',
] as const
export type Disposition = (typeof DISPOSITIONS)[number]

/** The one action offered first for a failure. */
export const REMEDIES = ['retry', 'start-over', 'edit-account', 'none'] as const
type Remedy = (typeof REMEDIES)[number]

export interface ErrorEntry {
  readonly disposition: Disposition
  readonly remedy: Remedy
  /** What is wrong, for a row or one line of output. `{name}` is replaced by the failure's parameter of that name. */
  readonly title: string
  /** What to do about it; one or two sentences. */
  readonly help: string
}
