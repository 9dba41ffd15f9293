/** @file Seeds that showed a defect once. They run always, drawn from the list of faults as long as it was then. */
import { type Plan, planFor } from './plan.ts'

export interface Regression {
  readonly seed: number
  /** Drawn as in the long run. */
  readonly long: boolean
  readonly showed: string
  /** How many faults there were to draw from. */
  readonly kinds: number
}

/** In the short or the long form. */
export function regressionPlans(long: boolean): Plan[] {
  return REGRESSIONS.filter((one) => one.long === long).map(({ seed, kinds }) => planFor(seed, { long, kinds }))
}

export const REGRESSIONS: readonly Regression[] = [
  {
    seed: 41,
    long: false,
    kinds: 36,
    showed: 'starting over by policy passed through needs-attention: the command ended with 0 and an upload queued',
  },
  { seed: 77, long: false, kinds: 36, showed: 'the same, and the upload that was given up stayed at the server' },
  { seed: 113, long: false, kinds: 36, showed: 'the same, with the clock moved' },
  {
    seed: 109,
    long: false,
    kinds: 36,
    showed: 'a jump of the clock near the end armed timers after the close: the command ended three minutes late',
  },
  {
    seed: 856,
    long: true,
    kinds: 36,
    showed: 'tries of earlier runs counted against a host that was away for a moment: the command gave up on it at once',
  },
  {
    seed: 1294,
    long: false,
    kinds: 44,
    showed: 'the answer to the creation never ended: its address was thrown away, and the upload was made once more',
  },
  // These showed what was wrong with the faults, not with the subject; as runs they are as good as any.
  { seed: 229, long: true, kinds: 36, showed: 'a restart of the server was not counted as an interruption' },
  { seed: 683, long: true, kinds: 36, showed: 'a cut of what was delayed on its way was not counted as an interruption' },
  { seed: 239, long: true, kinds: 36, showed: 'a wrong offset came with the length of the version before' },
  { seed: 684, long: true, kinds: 36, showed: 'blocks were passed on out of their order when the delay ended' },
  { seed: 2010, long: false, kinds: 44, showed: 'an upload unknown at once was no code that a 404 may end in' },
  { seed: 204, long: true, kinds: 44, showed: 'what a command stops with was expected to be read after its reader was gone' },
]
