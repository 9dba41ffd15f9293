/** @file A mirror of the updates of the desktop app. */
import { type InstallTime, noUpdates, type UpdatesView } from '@contract/updates.ts'
import { computed, readonly, shallowRef } from 'vue'
import type { Bridge } from '../bridge/bridge.ts'

export type Updates = ReturnType<typeof createUpdates>

export function createUpdates(bridge: Bridge) {
  const view = shallowRef<UpdatesView>(noUpdates(''))

  bridge.on('updates.changed', (now) => {
    view.value = now
  })
  bridge.onConnect(() => {
    bridge
      .request('updates.get', {})
      .then((now) => {
        view.value = now
      })
      .catch(() => {})
  })

  return {
    view: readonly(view),
    /** Whether there is something for a person to do, which the navigation marks. */
    isForPerson: computed(
      () => ['ready', 'available'].includes(view.value.state) || view.value.failure?.code === 'update.notInstalled',
    ),
    async check(): Promise<void> {
      view.value = await bridge.request('updates.check', {})
    },
    async install(when: InstallTime): Promise<void> {
      view.value = await bridge.request('updates.install', { when })
    },
  }
}
