/** @file A mirror of the settings, for the desktop's own parts. */
import type { EventName } from '../../contract/channels.ts'
import type { EventPayload } from '../../contract/events.ts'
import type { Envelope } from '../../contract/requests.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../contract/settings.ts'
import type { Reelay } from '../../host.ts'
import { notifyAll } from '../notify-all.ts'

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
  let settings: Settings | null = null
  const listeners: ((settings: Settings) => void)[] = []
  publisher.subscribe((event: EventName, payload: EventPayload<EventName>) => {
    if (event !== 'settings.changed') return
    const now = payload as Settings
    settings = now
    notifyAll(listeners, now, log)
  })
  const answer = (await dispatch('settings.get', {})) as Envelope<Settings>
  // An event that came meanwhile is newer.
  if (answer.ok) settings ??= answer.value
  const get = (): Settings => settings ?? DEFAULT_SETTINGS
  return {
    get,
    follow(listener) {
      listeners.push(listener)
      listener(get())
    },
  }
}
