/** @file The scenarios of every real server, one test each, compared with docs/servers.md. */
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
    /** What a test of a real server observed, for the table. */
    seen?: { server: string; version: string; behaviour: string; words: string }
  }
}

/** The tests of one server. */
export function conforms(kind: RealServer): void {
  describe(kind.title, () => {
    const column = readTable().find(({ server }) => server === kind.title)

    // With two clients, a server may serve either first; on a busy machine that varies.
    it.for(BEHAVIOURS.map((behaviour) => [behaviour.title, behaviour] as const))(
      '%s',
      { retry: 1 },
      async ([, behaviour], context) => {
        context.skip(kind.missing !== null, `${kind.title}: ${kind.missing}`)
        const observed = await behaviour.observe(kind)
        context.task.meta.seen = { server: kind.title, version: kind.version, behaviour: behaviour.title, words: observed }
        // Another version may differ; `observe` has asserted what must hold anyway.
        if (!WRITES_TABLE && column?.version === kind.version) expect(observed).toBe(column.words.get(behaviour.title))
      },
    )
  })
}
