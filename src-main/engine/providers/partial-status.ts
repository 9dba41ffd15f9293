/** @file A status call that ended before every video was answered about. */
import { type Failure, FailureError } from '../../contract/errors.ts'
import type { VideoStatus } from './video.ts'

/**
 * A `status` call that failed on its way: what the provider had answered until then holds. Only the video that the failed
 * request was about was asked for in vain; of the others without an answer nothing was asked.
 */
export class PartialStatus extends FailureError {
  readonly answers: ReadonlyMap<string, VideoStatus>
  /** Remote id of the video whose request failed. */
  readonly about: string

  constructor(problem: Failure, answers: ReadonlyMap<string, VideoStatus>, about: string, cause: unknown) {
    super(problem, cause)
    this.name = 'PartialStatus'
    this.answers = answers
    this.about = about
  }
}
