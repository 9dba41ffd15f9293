/** @file A mirror of the settings and of what the host is. */

import type { AppInfo } from '@contract/app-info.ts'
import { DEFAULT_SETTINGS } from '@contract/default-settings.ts'
import type { Settings } from '@contract/settings.ts'
import { readonly, shallowRef } from 'vue'
import type { Bridge } from '../bridge/bridge.ts'

export type SettingsMirror = ReturnType<typeof createSettings>

export function createSettings(bridge: Bridge) {
  const settings = shallowRef<Settings>(DEFAULT_SETTINGS)
  const app = shallowRef<AppInfo | null>(null)

  async function read(): Promise<void> {
    ;[settings.value, app.value] = await Promise.all([bridge.request('settings.get', {}), bridge.request('app.info', {})])
  }

  bridge.on('settings.changed', (now) => {
    settings.value = now
  })
  bridge.onConnect(() => void read().catch(() => {}))

  return {
    values: readonly(settings),
    app: readonly(app),
    async change(change: Partial<Settings>): Promise<void> {
      settings.value = await bridge.request('settings.change', change)
    },
    /** `name:password` for one proxy; an empty text deletes what is stored for it. */
    async setProxyPassword(value: string, proxy: string): Promise<void> {
      await bridge.request('settings.setProxyPassword', { value, proxy })
      app.value = await bridge.request('app.info', {})
    },
  }
}
