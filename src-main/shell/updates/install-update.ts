/** @file Installs an update: closes the engine, releases the instance lock, installs, and lets the new version start. */
import { app } from 'electron'
import type { DisplayText } from '../../contract/i18n/phrase.ts'
import type { Log } from '../../engine/ports.ts'
import type { StateStore } from '../desktop-state.ts'
import type { Quitting } from '../lifecycle/quitting.ts'
import { relaunchAfterExit } from '../lifecycle/relaunch.ts'
import { reasonOf, updateFailure } from './update-failure.ts'
import type { Install } from './updates.ts'

interface InstallDeps {
  readonly quitting: Pick<Quitting, 'quit' | 'beforeExit' | 'isQuitting'>
  readonly state: StateStore
  readonly isShown: () => boolean
  readonly log: Pick<Log, 'error'>
}

export function createInstaller({ quitting, state, isShown, log }: InstallDeps) {
  return (install: Install, version: string): void => {
    if (quitting.isQuitting()) return
    const installing = { version, isShown: isShown(), reason: null }
    state.change({ installing })
    quitting.beforeExit(async (isClosed) => {
      // Otherwise the new app, which starts while this process ends, would pass its arguments to this one and exit.
      app.releaseSingleInstanceLock()
      try {
        // Otherwise the new app would find the data folder in use, and files that are replaced may still be read.
        if (!isClosed) throw new Error('Not everything could be closed in time')
        // Stored before the new version starts, which reads it.
        await install((image) => state.change({ replaced: { image, by: version } }))
      } catch (caught) {
        // The page is gone, so this goes to the log only; the next start shows it to the person.
        log.error('the update was not installed', caught)
        state.change({ installing: { ...installing, reason: reasonOf(updateFailure(caught, 'install')) }, replaced: null })
        relaunchAfterExit([])
      }
    })
    quitting.quit('update')
  }
}

/** Returns what an installation stored for this start, and removes it. */
export function takeInstalled(
  state: StateStore,
  version: string,
): {
  readonly isHidden: boolean
  readonly notInstalled: { readonly version: string; readonly reason: DisplayText | null } | null
} {
  const { installing } = state.get()
  if (installing === null) return { isHidden: false, notInstalled: null }
  state.change({ installing: null })
  return { isHidden: !installing.isShown, notInstalled: installing.version === version ? null : installing }
}
