/** @file What the entries of the menus do. There from the first window on: calls wait for the engine, as those of the page do. */
import type { Settings } from '../contract/settings.ts'
import type { Arrivals } from './arrivals.ts'
import { copyDiagnostics } from './copy-diagnostics.ts'
import type { LateReelay } from './late-reelay.ts'
import type { MenuActions } from './menu-template.ts'
import { pickFiles } from './pick-files.ts'
import { createSend } from './send.ts'
import type { Updates } from './updates.ts'

export interface MenuActionsDeps {
  readonly reelay: Pick<LateReelay, 'dispatch' | 'log'>
  readonly arrivals: Pick<Arrivals, 'add'>
  readonly updates: Pick<Updates, 'check'>
  readonly showWindow: () => void
  readonly go: (where: Parameters<Arrivals['add']>[0]) => void
}

const ALL = { filter: { group: 'all', search: '' } }

export function createMenuActions({ reelay, arrivals, updates, showWindow, go }: MenuActionsDeps): MenuActions {
  const send = createSend(reelay)

  async function add(kind: 'files' | 'folder'): Promise<void> {
    showWindow()
    const paths = await pickFiles(kind)
    if (paths.length > 0) arrivals.add({ kind: 'files', paths })
  }

  return {
    add: (kind) => void add(kind),
    show: (view) => go({ kind: 'view', view }),
    pause: () => send('queue.pause', ALL),
    resume: () => send('queue.resume', ALL),
    /** The view shows what the check finds, also that this copy looks for none. */
    checkForUpdates() {
      go({ kind: 'view', view: 'settings' })
      updates.check().catch((caught: unknown) => reelay.log.warn(`no check for updates: ${String(caught)}`))
    },
    about: () => go({ kind: 'about' }),
    copyDiagnostics: () => void copyDiagnostics(reelay),
    openFolder: (folder) => send('app.showFolder', { folder }),
    dropWindow: (isWanted) => send('settings.change', { dropWindow: isWanted } satisfies Partial<Settings>),
  }
}
