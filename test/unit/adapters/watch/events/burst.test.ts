import { expect, it } from 'vitest'
import { createBurst } from '../../../../../src-main/adapters/watch/events/burst.ts'

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('more events than allowed in one turn are reported once, and the next turn starts at zero', async () => {
  let bursts = 0
  const burst = createBurst(() => (bursts += 1), 3)
  const note = (count: number): boolean[] => Array.from({ length: count }, () => burst.note())
  expect([note(3), bursts]).toEqual([[false, false, false], 0])
  await nextTurn()
  expect([note(5), bursts]).toEqual([[false, false, false, true, true], 1])
  await nextTurn()
  expect([note(2), bursts]).toEqual([[false, false], 1])
})
