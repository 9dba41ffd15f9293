/** @file A mirror of the settings, for the desktop's own parts. */
import type { Envelope } from '../../contract/requests.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../contract/settings.ts'
import type { Reelay } from '../../host.ts'
import { createMirror } from './mirror.ts'

export interface SettingsMirror {
  get(): Settings
  /** Calls the listener at once, and on every change. */
  follow(listener: (settings: Settings) => void): void
}

export async function mirrorSettings(reelay: Pick<Reelay, 'dispatch' | 'publisher' | 'log'>): Promise<SettingsMirror> {
  const read = async (): Promise<Envelope<Settings>> => (await reelay.dispatch('settings.get', {})) as Envelope<Settings>
  const mirror = await createMirror(reelay, 'settings.changed', (settings): Settings => settings, read)
  const get = (): Settings => mirror.get() ?? DEFAULT_SETTINGS
  return {
    get,
    follow(listener) {
      mirror.onChange(listener)
      listener(get())
    },
  }
}
