/** @file A mirror of the settings, and the facts about the host. */
import type { AppInfo } from '@contract/app-info.ts'
import { DEFAULT_SETTINGS } from '@contract/default-settings.ts'
import type { Settings } from '@contract/settings.ts'
import { readonly, shallowRef } from 'vue'
import type { Bridge } from '../bridge/bridge.ts'
import { createMirror } from './mirror.ts'

export type SettingsMirror = ReturnType<typeof createSettings>

export function createSettings(bridge: Bridge) {
  const app = shallowRef<AppInfo | null>(null)
  const settings = createMirror(bridge, 'settings.changed', DEFAULT_SETTINGS, async (accept) => {
    const [values, info] = await Promise.all([bridge.request('settings.get', {}), bridge.request('app.info', {})])
    accept(values)
    app.value = info
  })

  return {
    values: readonly(settings.value),
    app: readonly(app),
    async change(change: Partial<Settings>): Promise<void> {
      settings.set(await bridge.request('settings.change', change))
    },
    /** `name:password` for one proxy; an empty text deletes what is stored for it. */
    async setProxyPassword(value: string, proxy: string): Promise<void> {
      await bridge.request('settings.setProxyPassword', { value, proxy })
      app.value = await bridge.request('app.info', {})
    },
  }
}
