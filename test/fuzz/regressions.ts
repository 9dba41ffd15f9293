/** @file Seeds of rounds that showed a defect once. `npm run test:fuzz` runs them all, `npm test` the short ones. */

export interface Regression {
  readonly seed: number
  readonly calls: number
  readonly showed: string
}

export const REGRESSIONS: readonly Regression[] = [
  { seed: 1, calls: 200, showed: 'a name such as __proto__ in a call was answered by the parser, not with an envelope' },
  { seed: 13, calls: 200, showed: 'told to end in the middle of queue.add, the host went on for ever' },
  { seed: 5001, calls: 900, showed: 'half of a character in the id of a live stream was called a bug inside Reelay' },
  {
    seed: 7002,
    calls: 600,
    showed: 'pausing one folder that was named 3,000 times wrote its file 3,000 times, for 20 s in one turn',
  },
]
