/** @file A mirror of the updates of the desktop app. */
import { type InstallTime, noUpdates } from '@contract/updates.ts'
import { computed, readonly } from 'vue'
import type { Bridge } from '../bridge/bridge.ts'
import { createMirror } from './mirror.ts'

export type Updates = ReturnType<typeof createUpdates>

export function createUpdates(bridge: Bridge) {
  const { value: view, set } = createMirror(bridge, 'updates.changed', noUpdates(''), (accept) =>
    bridge.request('updates.get', {}).then(accept),
  )

  return {
    view: readonly(view),
    /** Whether a person has something to do, which the navigation marks. */
    isForPerson: computed(
      () => ['ready', 'available'].includes(view.value.state) || view.value.failure?.code === 'update.notInstalled',
    ),
    async check(): Promise<void> {
      set(await bridge.request('updates.check', {}))
    },
    async install(when: InstallTime): Promise<void> {
      set(await bridge.request('updates.install', { when }))
    },
  }
}
