/** @file The error of a status call that failed before it had requested every video. */
import { type Failure, FailureError } from '../../contract/errors/errors.ts'
import type { VideoStatus } from './video.ts'

/**
 * A `status` call that failed after some requests: the answers before are valid. The failed request was about one video; for the others
 * without an answer no request was made.
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
