/** @file What is done with every real server, one test each, and held against docs/servers.md. */
import { describe, expect, it } from 'vitest'
import type { Behaviour } from './behaviour.ts'
import { EXTENSIONS } from './extensions.ts'
import { INTERRUPTED } from './interrupted.ts'
import { SENDING } from './sending.ts'
import type { RealServer } from './server.ts'
import { readTable, WRITES_TABLE } from './table.ts'

export const BEHAVIOURS: readonly Behaviour[] = [...SENDING, ...INTERRUPTED, ...EXTENSIONS]

declare module 'vitest' {
  interface TaskMeta {
    /** What a test of a real server saw, for the table. */
    seen?: { server: string; version: string; behaviour: string; words: string }
  }
}

/** The tests of one server. */
export function conforms(kind: RealServer): void {
  describe(kind.title, () => {
    const told = readTable().find(({ server }) => server === kind.title)

    // Which of two clients a server serves first is its own affair, and on a busy machine another one once in a while.
    it.for(BEHAVIOURS.map((behaviour) => [behaviour.title, behaviour] as const))(
      '%s',
      { retry: 1 },
      async ([, behaviour], context) => {
        context.skip(kind.missing !== null, `${kind.title}: ${kind.missing}`)
        const words = await behaviour.observe(kind)
        context.task.meta.seen = { server: kind.title, version: kind.version, behaviour: behaviour.title, words }
        // Another version may differ; what Reelay owes to it has been asserted all the same.
        if (!WRITES_TABLE && told?.version === kind.version) expect(words).toBe(told.words.get(behaviour.title))
      },
    )
  })
}
