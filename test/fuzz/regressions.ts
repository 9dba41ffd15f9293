/** @file Seeds of rounds that showed a defect once. They run always. */

export interface Regression {
  readonly seed: number
  readonly showed: string
}

export const REGRESSIONS: readonly Regression[] = [
  { seed: 1, showed: 'a name such as __proto__ in a call was answered by the parser, not with an envelope' },
  {
    seed: 13,
    showed: 'told to end in the middle of queue.add, the host went on for ever: its journal was closed under the intake',
  },
]
