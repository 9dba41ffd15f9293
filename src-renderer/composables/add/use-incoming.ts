/**
 * @file Adds files and links that come to the window: to the account or folder on which they were dropped, or after asking where they go.
 * Until then the host holds the files, so that none is lost while there is no account, or when the app ends.
 */
import { failureFrom } from '@contract/errors/errors.ts'
import { t } from '@contract/i18n/i18n.ts'
import type { AddOutcome } from '@contract/queue/outcomes.ts'
import { computed, shallowRef, watch } from 'vue'
import type { SentPaths } from '../../components/add/sent-paths.ts'
import { useState } from '../../state/inject.ts'
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
  /** The target that the dialog is preset to, instead of the default account. */
  const wanted = shallowRef<DropTarget>(null)
  /** Whether to ask about held files as soon as there is an account. True at first, for those of an earlier run. */
  const isQuestionDue = shallowRef(true)
  /** Whether files have just come: only then are the accounts opened, not at each start of the app with held files. */
  let isNew = false
  /** Whether links wait for the first account that copies from links, or for the end of the dialog about files. */
  const areLinksWaiting = shallowRef(false)
  /** Held files that came for the dialog that is open: they are released when it is closed. */
  const fresh = new Set<string>()
  let isMissingReported = false
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

  /** Sends files to their target, or asks where they go. Without an account they wait until there is one. */
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
    isQuestionDue.value = true
    isNew = true
    askIfDue()
  }

  async function sendTo(target: NonNullable<DropTarget>, paths: readonly string[]): Promise<void> {
    try {
      const outcome =
        target.kind === 'watch'
          ? await bridge.request('watch.sendFiles', { id: target.id, paths: [...paths] })
          : await bridge.request('queue.add', { paths: [...paths], destination: { account: target.id } })
      reportOutcome(outcome, 'clip')
    } catch (caught) {
      // The account may require an option, such as an event: the dialog has a field for it.
      if (target.kind === 'account' && failureFrom(caught).code === 'input.invalid') await hold(paths, target)
      else await notices.attempt(() => Promise.reject(caught))
    }
  }

  /** Asks where held files go, or opens the accounts where there is none. */
  function askIfDue(): void {
    if (!isQuestionDue.value || !accounts.loaded.value || !held.loaded.value) return
    if (held.paths.value.length === 0) isQuestionDue.value = false
    else if (accounts.list.value.length > 0) choose()
    else {
      // No dialog is open for them: they stay held from now on.
      fresh.clear()
      if (isNew) openAccounts()
    }
    isNew = false
  }

  /** Asks where held files go. */
  function choose(): void {
    isQuestionDue.value = false
    isBrowsing.value = false
    adding.value = true
  }

  watch([accounts.loaded, held.loaded, () => accounts.list.value.length > 0], askIfDue)
  // A person may have chosen in another window.
  watch(held.paths, (paths) => {
    if (paths.length === 0 && adding.value && !isBrowsing.value) adding.value = false
  })

  /** Refused files stay held, and so do left-out ones that were held before the dialog. */
  async function onAdded(outcome: AddOutcome, { all, accepted, leftOut }: SentPaths): Promise<void> {
    reportOutcome(outcome, 'clip')
    await release([...accepted, ...leftOut.filter((path) => fresh.has(path))])
    for (const path of all) fresh.delete(path)
  }

  /** The dialog was closed: files that came for it are released, those that were held before stay. */
  async function onDismissed(): Promise<void> {
    const came = held.paths.value.filter((path) => fresh.has(path))
    fresh.clear()
    await release(came)
  }

  async function release(paths: readonly string[]): Promise<void> {
    if (paths.length > 0) await notices.attempt(() => held.release(paths))
  }

  async function releaseAll(): Promise<void> {
    fresh.clear()
    await notices.attempt(() => held.release('all'))
  }

  /** Asks where these links are copied to, as soon as an account is known that can copy. */
  function importFrom(text: string): void {
    if (importing.value) {
      addToImport(text)
      return
    }
    importText.value = [areLinksWaiting.value ? importText.value : '', text].filter((part) => part !== '').join('\n')
    areLinksWaiting.value = true
    isMissingReported = false
    openImportIfDue()
  }

  function openImportIfDue(): void {
    if (!areLinksWaiting.value || !accounts.loaded.value || adding.value) return
    if (accounts.importing.value.length > 0) {
      areLinksWaiting.value = false
      importing.value = true
    } else if (!isMissingReported) {
      isMissingReported = true
      notices.say(
        'problem',
        () => t('No account copies from links.'),
        () => [t('Add one of a host that does: the links wait for it.')],
        { label: () => t('Accounts'), go: () => openAccounts() },
      )
    }
  }

  watch([accounts.loaded, () => accounts.importing.value.length > 0, adding], openImportIfDue)

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
    releaseAll,
    importFrom,
    reportOutcome,
  }
}
