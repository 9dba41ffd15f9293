import { expect, it } from 'vitest'
import { createLiveStreams } from '../../../../src-main/engine/live/live-streams.ts'
import type { LiveEntry } from '../../../../src-main/engine/ports/journal.ts'

it('a new stream has the same time of creation in the journal and in the result', async () => {
  const entries: LiveEntry[] = []
  let time = 0
  const live = createLiveStreams({
    store: { add: (entry: LiveEntry) => void entries.push(entry) },
    accounts: { resolve: async () => ({ provider: 'p' }), withSecrets: () => ({ id: 'account' }) },
    providers: { get: () => ({ label: 'P', live: { create: async () => ({ id: 'stream' }) } }) },
    now: () => (time += 1),
  } as unknown as Parameters<typeof createLiveStreams>[0])
  const context = {} as Parameters<typeof live.create>[1]
  const stream = await live.create({ account: 'account', title: 'Title' }, context)
  expect(stream.createdAt).toBe(entries[0]?.createdAt)
})
