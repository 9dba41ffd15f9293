/** @file A mirror of the settings, for the desktop's own parts. */
import type { EventName } from '../contract/channels.ts'
import type { EventPayload } from '../contract/events.ts'
import type { Envelope } from '../contract/requests.ts'
import { DEFAULT_SETTINGS, type Settings } from '../contract/settings.ts'
import type { Reelay } from '../host.ts'
import { notifyAll } from './notify-all.ts'

export interface SettingsMirror {
  get(): Settings
  /** Calls the listener at once, and on every change. */
  follow(listener: (settings: Settings) => void): void
}

export async function mirrorSettings({
  dispatch,
  publisher,
  log,
}: Pick<Reelay, 'dispatch' | 'publisher' | 'log'>): Promise<SettingsMirror> {
  let settings: Settings = DEFAULT_SETTINGS
  const listeners: ((settings: Settings) => void)[] = []
  publisher.subscribe((event: EventName, payload: EventPayload<EventName>) => {
    if (event !== 'settings.changed') return
    settings = payload as Settings
    notifyAll(listeners, settings, log)
  })
  const read = (await dispatch('settings.get', {})) as Envelope<Settings>
  if (read.ok) settings = read.value
  return {
    get: () => settings,
    follow(listener) {
      listeners.push(listener)
      listener(settings)
    },
  }
}
