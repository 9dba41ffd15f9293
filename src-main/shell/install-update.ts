/** @file Ends the app for an update: engine closed, then instance lock released, then installed and started again. */
import { app } from 'electron'
import type { Said } from '../contract/phrase.ts'
import type { Log } from '../engine/ports.ts'
import type { StateStore } from './desktop-state.ts'
import type { Quitting } from './quitting.ts'
import { startAgain } from './start-again.ts'
import { reasonOf, updateFailure } from './update-failure.ts'
import type { Install } from './updates.ts'

export interface InstallDeps {
  readonly quitting: Pick<Quitting, 'quit' | 'beforeEnd' | 'isLeaving'>
  readonly state: StateStore
  readonly isShown: () => boolean
  readonly log: Pick<Log, 'error'>
}

export function createInstaller({ quitting, state, isShown, log }: InstallDeps) {
  return (install: Install, version: string): void => {
    if (quitting.isLeaving()) return
    const installing = { version, isShown: isShown(), reason: null }
    state.change({ installing })
    quitting.beforeEnd(async (isClosed) => {
      // The new app starts while this process ends, and would pass its arguments to it.
      app.releaseSingleInstanceLock()
      try {
        // The new app would find the data folder in use, and a file that is replaced may still be read.
        if (!isClosed) throw new Error('Not everything could be closed in time')
        // Stored before the new version starts, which reads it.
        await install((image) => state.change({ replaced: { image, by: version } }))
      } catch (caught) {
        // The journal is closed, so this reaches the log only; the next start tells the person.
        log.error('the update was not installed', caught)
        state.change({ installing: { ...installing, reason: reasonOf(updateFailure(caught, 'install')) }, replaced: null })
        startAgain([])
      }
    })
    quitting.quit('update')
  }
}

/** What an installation left for this start, once. */
export function takeInstalled(
  state: StateStore,
  version: string,
): { readonly isHidden: boolean; readonly notInstalled: { readonly version: string; readonly reason: Said | null } | null } {
  const { installing } = state.get()
  if (installing === null) return { isHidden: false, notInstalled: null }
  state.change({ installing: null })
  return { isHidden: !installing.isShown, notInstalled: installing.version === version ? null : installing }
}
