/** @file Creates the state of a page once, and provides it to every component. */
import { type App, type InjectionKey, inject } from 'vue'
import type { Bridge } from '../bridge/bridge.ts'
import { decodeFrame } from '../decode-frame.ts'
import { type Accounts, createAccounts } from './accounts.ts'
import { type Clipboard, createClipboard } from './clipboard.ts'
import { createHeld, type Held } from './held.ts'
import { openPageLanguage, type PageLanguage } from './language.ts'
import { createNotices, type Notices } from './notices.ts'
import { createPreferences, type Preferences } from './preferences.ts'
import { createQueue, type Queue } from './queue.ts'
import { createSettings, type SettingsMirror } from './settings.ts'
import { createTasks, type Tasks } from './tasks.ts'
import { createThumbnails, type Thumbnails } from './thumbnails.ts'
import { createUpdates, type Updates } from './updates.ts'
import { createWatches, type Watches } from './watches.ts'

export interface State {
  readonly bridge: Bridge
  readonly queue: Queue
  readonly accounts: Accounts
  readonly held: Held
  readonly settings: SettingsMirror
  readonly language: PageLanguage
  readonly preferences: Preferences
  readonly watches: Watches
  readonly tasks: Tasks
  readonly updates: Updates
  readonly thumbnails: Thumbnails
  readonly notices: Notices
  readonly clipboard: Clipboard
}

const key: InjectionKey<State> = Symbol('state')

export function provideState(app: App, bridge: Bridge, language: PageLanguage = openPageLanguage()): void {
  const notices = createNotices()
  const preferences = createPreferences()
  app.provide(key, {
    bridge,
    queue: createQueue(bridge, preferences),
    accounts: createAccounts(bridge),
    held: createHeld(bridge),
    settings: createSettings(bridge),
    language,
    preferences,
    watches: createWatches(bridge),
    tasks: createTasks(bridge),
    updates: createUpdates(bridge),
    thumbnails: createThumbnails(bridge, decodeFrame),
    notices,
    clipboard: createClipboard(notices),
  })
}

export function useState(): State {
  const state = inject(key)
  if (!state) throw new Error('useState() outside of the app')
  return state
}
