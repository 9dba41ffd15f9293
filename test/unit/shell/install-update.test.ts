import { expect, it, vi } from 'vitest'
import { englishOf } from '../../../src-main/contract/i18n/phrase.ts'
import { openDesktopState } from '../../../src-main/shell/desktop-state.ts'
import { createInstaller, takeInstalled } from '../../../src-main/shell/updates/install-update.ts'
import type { Install } from '../../../src-main/shell/updates/updates.ts'
import { silentLog } from '../../support/fakes.ts'

const done = vi.hoisted((): string[] => [])

vi.mock('electron', () => ({
  app: { isPackaged: true, releaseSingleInstanceLock: () => done.push('released'), relaunch: () => done.push('relaunch') },
}))

/** Closes with this result, and runs the installation. */
async function installWith(isClosed: boolean, install: Install) {
  done.length = 0
  const state = openDesktopState({ path: '', read: () => undefined, write: () => {} }, silentLog)
  let last: (isClosed: boolean) => void | Promise<void> = () => {}
  const quitting = {
    isQuitting: () => false,
    quit: () => done.push('quit'),
    beforeExit: (work: typeof last) => {
      last = work
    },
  }
  createInstaller({ quitting, state, isShown: () => true, log: silentLog })(install, '2.0.0')
  await last(isClosed)
  return { done: [...done], replaced: state.get().replaced, installed: takeInstalled(state, '1.0.0').notInstalled }
}

const install = async () => void done.push('installed')

it('an update is installed when everything is closed and the lock is released', async () => {
  expect((await installWith(true, install)).done).toEqual(['quit', 'released', 'installed'])
})

it('an update is not installed while the engine may still hold the data folder: the old version starts again and says why', async () => {
  const { done: what, installed } = await installWith(false, install)
  expect(what).toEqual(['quit', 'released', 'relaunch'])
  expect(installed?.version).toBe('2.0.0')
  expect(englishOf(installed?.reason ?? '')).toContain('Not everything could be closed in time')
})

it('an update that fails is reported by the next start with its reason', async () => {
  const fail = () => Promise.reject(Object.assign(new Error('There is too little space'), { code: 'ENOSPC' }))
  const { done: what, installed } = await installWith(true, fail)
  expect(what).toEqual(['quit', 'released', 'relaunch'])
  expect(englishOf(installed?.reason ?? '')).toBe('The update cannot be stored: There is too little space')
})

it('the image that an update keeps is stored for the version that deletes it, and forgotten when the update fails', async () => {
  const kept = '/apps/.reelay-update-old.AppImage'
  const replaces: Install = async (onBackedUp) => onBackedUp(kept)
  expect((await installWith(true, replaces)).replaced).toEqual({ image: kept, by: '2.0.0' })
  const fails: Install = async (onBackedUp) => {
    onBackedUp(kept)
    throw new Error('The new version ended at once (1)')
  }
  expect((await installWith(true, fails)).replaced).toBeNull()
})
