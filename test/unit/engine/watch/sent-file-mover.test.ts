import { describe, expect, it } from 'vitest'
import { createSentFileMover } from '../../../../src-main/engine/watch/sent-file-mover.ts'

describe('a file that was sent while the last move ends', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])('is moved, however late (%d microtasks)', async (microtasks) => {
    const moved: number[] = []
    async function sendLate(): Promise<void> {
      for (let count = 0; count < microtasks; count += 1) await null
      void mover.run(2)
    }
    const mover = createSentFileMover({
      key: '',
      watchedFiles: {
        get(id: number) {
          moved.push(id)
          if (id === 1) void sendLate()
          return null
        },
      },
      files: {},
      clock: { turn: async () => {} },
      signal: () => new AbortController().signal,
    } as unknown as Parameters<typeof createSentFileMover>[0])
    void mover.run(1)
    await new Promise((resolve) => setImmediate(resolve))
    expect(moved).toEqual([1, 2])
    expect(mover.isRunning()).toBe(false)
  })
})
