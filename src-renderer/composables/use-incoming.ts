/**
 * @file Files and links on their way into the queue: to the row that they were dropped on, or asks where they go. What is asked about
 * is held by the host, so that nothing is lost while there is no account, or when the app ends.
 */
import { failureFrom } from '@contract/errors.ts'
import { t } from '@contract/i18n.ts'
import type { AddOutcome } from '@contract/outcomes.ts'
import { computed, shallowRef, watch } from 'vue'
import type { SentPaths } from '../components/add/sent-paths.ts'
import { useState } from '../state/inject.ts'
import type { DropTarget } from './drop-target.ts'
import { useOutcome } from './use-outcome.ts'

export function useIncoming({
  openAccounts,
  addToImport,
}: {
  openAccounts: () => void
  /** Adds addresses to the dialog about links that is open. */
  addToImport: (text: string) => void
}) {
  const { bridge, accounts, held, settings, notices } = useState()
  const reportOutcome = useOutcome()
  const adding = shallowRef(false)
  const importing = shallowRef(false)
  /** Files are chosen in the dialog itself, where there is no native one. */
  const isBrowsing = shallowRef(false)
  /** What the dialog begins with, instead of the usual account. */
  const wanted = shallowRef<DropTarget>(null)
  /** What is held is asked about as soon as there is an account; from the beginning, for what an earlier run has left. */
  const isToAsk = shallowRef(true)
  /** It has just come; who starts the app with clips that wait since yesterday is led nowhere. */
  let isNew = false
  /** Links that wait for the first account that copies from links, or for the dialog about files. */
  const areLinksHeld = shallowRef(false)
  /** What came for the dialog, rather than being held before: it is let go of when the dialog is closed. */
  const fresh = new Set<string>()
  let isMissingSaid = false
  /** Addresses that the dialog about links begins with. */
  const importText = shallowRef('')
  const dialogPaths = computed(() => (isBrowsing.value ? null : held.paths.value))

  async function addFiles(kind: 'files' | 'folder' = 'files', target: DropTarget = null): Promise<void> {
    await accountsLoaded()
    if (accounts.list.value.length === 0) return openAccounts()
    if (settings.app.value?.nativeDialogs) {
      const picked = await notices.attempt(() => bridge.request('files.pick', { kind }))
      return add(picked?.paths ?? [], target)
    }
    isBrowsing.value = true
    wanted.value = target
    adding.value = true
  }

  /** Until then it is unknown whether there is one. */
  async function accountsLoaded(): Promise<void> {
    if (!accounts.loaded.value) await new Promise<unknown>((resolve) => void watch(accounts.loaded, resolve, { once: true }))
  }

  /** Called by the window when something was dropped on it. */
  function dropped(files: Iterable<File>, target: DropTarget = null): void {
    const paths = bridge.pathsOf(files)
    if (paths === null) {
      const link = { label: t('Add files…'), go: () => void addFiles('files', target) }
      notices.say(
        'info',
        t('A browser does not say where dropped files are.'),
        [t('Use “Add files…” and choose them on the machine that Reelay runs on.')],
        link,
      )
    } else if (paths.length === 0) {
      notices.say('info', t('That is not a file of this computer.'), [
        t('Save it as a file first, or drop its address to copy from.'),
      ])
    } else void add(paths, target)
  }

  /** Sends these to the row that they are for, or asks where they go. Without an account they wait until there is one. */
  async function add(paths: readonly string[], target: DropTarget = null): Promise<void> {
    if (paths.length === 0) return
    if (target) return sendTo(target, paths)
    await hold(paths, null)
  }

  async function hold(paths: readonly string[], target: DropTarget): Promise<void> {
    wanted.value = target
    const before = new Set(held.paths.value)
    for (const path of paths) if (!before.has(path)) fresh.add(path)
    await notices.attempt(() => held.add(paths))
    isToAsk.value = true
    isNew = true
    askForAccount()
  }

  async function sendTo(target: NonNullable<DropTarget>, paths: readonly string[]): Promise<void> {
    try {
      const outcome =
        target.kind === 'watch'
          ? await bridge.request('watch.sendFiles', { id: target.id, paths: [...paths] })
          : await bridge.request('queue.add', { paths: [...paths], destination: { account: target.id } })
      reportOutcome(outcome, 'clip')
    } catch (caught) {
      // An account may need to be told something first, such as an event: the dialog has a field for it.
      if (target.kind === 'account' && failureFrom(caught).code === 'input.invalid') await hold(paths, target)
      else await notices.attempt(() => Promise.reject(caught))
    }
  }

  /** Before the accounts are loaded it is unknown whether there is one. */
  function askForAccount(): void {
    if (!isToAsk.value || !accounts.loaded.value || !held.loaded.value) return
    if (held.paths.value.length === 0) isToAsk.value = false
    else if (accounts.list.value.length > 0) choose()
    else {
      // They wait in the queue from now on.
      fresh.clear()
      if (isNew) openAccounts()
    }
    isNew = false
  }

  /** Asks where what is held goes. */
  function choose(): void {
    isToAsk.value = false
    isBrowsing.value = false
    adding.value = true
  }

  watch([accounts.loaded, held.loaded, () => accounts.list.value.length > 0], askForAccount)
  // Another window may have said where they go.
  watch(held.paths, (paths) => {
    if (paths.length === 0 && adding.value && !isBrowsing.value) adding.value = false
  })

  /** What was refused stays held, as does what was held before and is left out. */
  async function onAdded(outcome: AddOutcome, { all, accepted, leftOut }: SentPaths): Promise<void> {
    reportOutcome(outcome, 'clip')
    await release([...accepted, ...leftOut.filter((path) => fresh.has(path))])
    for (const path of all) fresh.delete(path)
  }

  /** A person closed the dialog: what came for it is not to be sent. What was held before stays. */
  async function onDismissed(): Promise<void> {
    const came = held.paths.value.filter((path) => fresh.has(path))
    fresh.clear()
    await release(came)
  }

  async function release(paths: readonly string[]): Promise<void> {
    if (paths.length > 0) await notices.attempt(() => held.release(paths))
  }

  /** Nothing of what is held is to be sent. */
  async function letGo(): Promise<void> {
    fresh.clear()
    await notices.attempt(() => held.release('all'))
  }

  /** Asks where these links are copied to. Before the accounts are loaded it is unknown whether one of them can copy. */
  function importFrom(text: string): void {
    if (importing.value) {
      addToImport(text)
      return
    }
    importText.value = [areLinksHeld.value ? importText.value : '', text].filter((part) => part !== '').join('\n')
    areLinksHeld.value = true
    isMissingSaid = false
    askForImporting()
  }

  function askForImporting(): void {
    if (!areLinksHeld.value || !accounts.loaded.value || adding.value) return
    if (accounts.importing.value.length > 0) {
      areLinksHeld.value = false
      importing.value = true
    } else if (!isMissingSaid) {
      isMissingSaid = true
      notices.say(
        'problem',
        () => t('No account copies from links.'),
        () => [t('Add one of a host that does: the links wait for it.')],
        { label: () => t('Accounts'), go: () => openAccounts() },
      )
    }
  }

  watch([accounts.loaded, () => accounts.importing.value.length > 0, adding], askForImporting)

  return {
    adding,
    importing,
    dialogPaths,
    wanted,
    importText,
    addFiles,
    dropped,
    add,
    choose,
    onAdded,
    onDismissed,
    letGo,
    importFrom,
    reportOutcome,
  }
}
