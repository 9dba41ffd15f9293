/** @file Tests that cannot run everywhere. */
import type { TestContext } from 'vitest'

/** Leaves a test out, with its reason where the end of the whole run finds it: reports have no place of their own for one. */
export function skipWhen({ task, skip }: TestContext, condition: boolean, reason: string): void {
  if (!condition) return
  Object.assign(task.meta, { skipped: reason })
  skip(reason)
}
