/** @file A mirror of the held files, which came without an account and wait until a person chooses where they go. */
import { readonly, shallowRef } from 'vue'
import type { Bridge } from '../bridge/bridge.ts'

export type Held = ReturnType<typeof createHeld>

export function createHeld(bridge: Bridge) {
  const paths = shallowRef<readonly string[]>([])
  /** Whether a list of the host has come. */
  const loaded = shallowRef(false)
  /** Counts reads and changes: an answer to a read may be older than a change that was made since. */
  let version = 0

  function set(next: readonly string[]): void {
    paths.value = next
    loaded.value = true
  }

  async function read(): Promise<void> {
    version += 1
    const own = version
    const answer = await bridge.request('held.list', {})
    if (own === version) set(answer.paths)
  }

  async function change(input: { add?: readonly string[]; release?: readonly string[] | 'all' }): Promise<void> {
    const { add, release } = input
    const answer = await bridge.request('held.change', {
      ...(add ? { add: [...add] } : {}),
      ...(release ? { release: release === 'all' ? release : [...release] } : {}),
    })
    version += 1
    set(answer.paths)
  }

  bridge.on('held.changed', () => void read().catch(() => {}))
  bridge.onConnect(() => void read().catch(() => {}))

  return {
    paths: readonly(paths),
    loaded: readonly(loaded),
    add: (add: readonly string[]) => change({ add }),
    release: (release: readonly string[] | 'all') => change({ release }),
  }
}
