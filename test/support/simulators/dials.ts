/** @file What a test can set at every simulator: its clock, the pace of processing, and how processing ends. */
import type { Simulator } from './simulator.ts'

export interface Dials {
  /** The clock of the host. */
  now(): number
  readonly answersPerStep: number
  /** Why videos that finish from now on fail; `null` lets them succeed. */
  readonly failReason: string | null
  /** What the simulator hands on to tests. */
  readonly controls: Pick<Simulator, 'advance' | 'pace' | 'failProcessing'>
}

export function createDials(): Dials {
  let aheadMs = 0
  let answersPerStep = 1
  let failReason: string | null = null
  return {
    now: () => Date.now() + aheadMs,
    get answersPerStep() {
      return answersPerStep
    },
    get failReason() {
      return failReason
    },
    controls: {
      advance(ms) {
        aheadMs += ms
      },
      pace(answers) {
        answersPerStep = answers
      },
      failProcessing(reason) {
        failReason = reason
      },
    },
  }
}
