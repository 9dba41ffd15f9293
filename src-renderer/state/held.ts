/** @file A mirror of the held files: what came without an account and waits until a person says where it goes. */
import { readonly, shallowRef } from 'vue'
import type { Bridge } from '../bridge/bridge.ts'

export type Held = ReturnType<typeof createHeld>

export function createHeld(bridge: Bridge) {
  const paths = shallowRef<readonly string[]>([])
  const loaded = shallowRef(false)
  /** An answer that was asked for before a change is older than it. */
  let asked = 0

  async function read(): Promise<void> {
    asked += 1
    const own = asked
    const found = await bridge.request('held.list', {})
    if (own === asked) paths.value = found.paths
    loaded.value = true
  }

  async function change(input: { add?: readonly string[]; release?: readonly string[] | 'all' }): Promise<void> {
    const { add, release } = input
    const found = await bridge.request('held.change', {
      ...(add ? { add: [...add] } : {}),
      ...(release ? { release: release === 'all' ? release : [...release] } : {}),
    })
    asked += 1
    paths.value = found.paths
  }

  bridge.on('held.changed', () => void read().catch(() => {}))
  bridge.onConnect(() => void read().catch(() => {}))

  return {
    paths: readonly(paths),
    loaded: readonly(loaded),
    add: (added: readonly string[]) => change({ add: added }),
    release: (released: readonly string[] | 'all') => change({ release: released }),
  }
}
