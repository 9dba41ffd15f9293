/** @file What the entries of the menus do. They work before the engine is open: their calls wait for it, as those of the page do. */
import type { Arrival } from '../../contract/arrivals.ts'
import type { Settings } from '../../contract/settings.ts'
import type { Arrivals } from '../lifecycle/arrivals.ts'
import type { DeferredReelay } from '../lifecycle/deferred-reelay.ts'
import { createSend } from '../send.ts'
import type { Updates } from '../updates/updates.ts'
import { pickFiles } from '../windows/pick-files.ts'
import { copyDiagnostics } from './copy-diagnostics.ts'
import type { MenuActions } from './menu-template.ts'

interface MenuActionsDeps {
  readonly reelay: Pick<DeferredReelay, 'dispatch' | 'log'>
  readonly arrivals: Pick<Arrivals, 'add'>
  readonly updates: Pick<Updates, 'check'>
  readonly showWindow: () => void
  readonly navigate: (arrival: Arrival) => void
}

const ALL_UPLOADS = { filter: { group: 'all', search: '' } }

export function createMenuActions({ reelay, arrivals, updates, showWindow, navigate }: MenuActionsDeps): MenuActions {
  const send = createSend(reelay)

  async function add(kind: 'files' | 'folder'): Promise<void> {
    showWindow()
    const paths = await pickFiles(kind)
    if (paths.length > 0) arrivals.add({ kind: 'files', paths })
  }

  return {
    add: (kind) => void add(kind),
    show: (view) => navigate({ kind: 'view', view }),
    pause: () => send('queue.pause', ALL_UPLOADS),
    resume: () => send('queue.resume', ALL_UPLOADS),
    /** The view shows the result of the check, also where this copy cannot check. */
    checkForUpdates() {
      navigate({ kind: 'view', view: 'settings' })
      updates.check().catch((caught: unknown) => reelay.log.warn(`no check for updates: ${String(caught)}`))
    },
    about: () => navigate({ kind: 'about' }),
    copyDiagnostics: () => void copyDiagnostics(reelay),
    openFolder: (folder) => send('app.showFolder', { folder }),
    dropWindow: (isWanted) => send('settings.change', { dropWindow: isWanted } satisfies Partial<Settings>),
  }
}
