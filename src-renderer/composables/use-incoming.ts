/**
 * @file Files and links on their way into the queue: asks where they go, and keeps what comes while something is asked about, or
 * while no account can take it.
 */
import type { AddOutcome } from '@contract/outcomes.ts'
import { shallowRef, watch } from 'vue'
import { useState } from '../state/inject.ts'
import { useOutcome } from './use-outcome.ts'

export function useIncoming({
  openAccounts,
  addToImport,
}: {
  openAccounts: () => void
  /** Adds addresses to the dialog about links that is open. */
  addToImport: (text: string) => void
}) {
  const { bridge, accounts, settings, notices } = useState()
  const reportOutcome = useOutcome()
  const adding = shallowRef(false)
  const importing = shallowRef(false)
  const droppedPaths = shallowRef<readonly string[] | null>(null)
  /** The account whose row they were dropped on. */
  const wantedAccount = shallowRef<string | null>(null)
  /** They wait for the first account. */
  const isHeld = shallowRef(false)
  /** Links that wait for the first account that copies from links. */
  const areLinksHeld = shallowRef(false)
  /** Addresses that the dialog about links begins with. */
  const importText = shallowRef('')

  async function addFiles(kind: 'files' | 'folder' = 'files'): Promise<void> {
    if (accounts.list.value.length === 0) return openAccounts()
    if (settings.app.value?.nativeDialogs) {
      const picked = await notices.attempt(() => bridge.request('files.pick', { kind }))
      return add(picked?.paths ?? [])
    }
    droppedPaths.value = null
    wantedAccount.value = null
    adding.value = true
  }

  /** Called by the window when something was dropped on it. */
  function dropped(files: Iterable<File>, accountId: string | null = null): void {
    const paths = bridge.pathsOf(files)
    if (paths === null) {
      notices.say('info', 'A browser does not say where dropped files are.', [
        'Use “Add files…” and choose them on the machine that Reelay runs on.',
      ])
      return
    }
    add(paths, accountId)
  }

  /** Asks where these go. Without an account they wait until there is one. */
  function add(paths: readonly string[], accountId: string | null = null): void {
    if (paths.length === 0) return
    // What is being asked about, or waits for an account, waits for its answer; what comes meanwhile goes with it.
    const others = adding.value || isHeld.value ? (droppedPaths.value ?? []) : []
    droppedPaths.value = [...new Set([...others, ...paths])]
    wantedAccount.value = accountId
    isHeld.value = true
    askForAccount()
  }

  /** Before the accounts are loaded it is unknown whether there is one. */
  function askForAccount(): void {
    if (!isHeld.value || !accounts.loaded.value) return
    if (accounts.list.value.length === 0) openAccounts()
    else {
      isHeld.value = false
      adding.value = true
    }
  }

  watch([accounts.loaded, () => accounts.list.value.length > 0], askForAccount)

  function onAdded(outcome: AddOutcome, left: readonly string[]): void {
    reportOutcome(outcome, 'clip')
    if (adding.value) droppedPaths.value = left
  }

  /** Asks where these links are copied to. Before the accounts are loaded it is unknown whether one of them can copy. */
  function importFrom(text: string): void {
    if (importing.value) {
      addToImport(text)
      return
    }
    importText.value = [areLinksHeld.value ? importText.value : '', text].filter((part) => part !== '').join('\n')
    areLinksHeld.value = true
    askForImporting()
  }

  function askForImporting(): void {
    if (!areLinksHeld.value || !accounts.loaded.value) return
    if (accounts.importing.value.length > 0) {
      areLinksHeld.value = false
      importing.value = true
    } else {
      const link = { label: 'Accounts', go: () => openAccounts() }
      notices.say('problem', 'No account copies from links.', ['Add one of a host that does: the links wait for it.'], link)
    }
  }

  watch([accounts.loaded, () => accounts.importing.value.length > 0], askForImporting)

  return {
    adding,
    importing,
    droppedPaths,
    wantedAccount,
    importText,
    addFiles,
    dropped,
    add,
    onAdded,
    importFrom,
    reportOutcome,
  }
}
