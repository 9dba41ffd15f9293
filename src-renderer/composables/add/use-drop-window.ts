/** @file Handles what is dropped on the drop window: sends it at once where the account is clear, or holds it until a person chooses. */
import { failureFrom } from '@contract/errors/errors.ts'
import { t, tn } from '@contract/i18n/i18n.ts'
import { computed } from 'vue'
import { useState } from '../../state/inject.ts'
import { readPasted } from './pasted.ts'
import { useOutcome } from './use-outcome.ts'

/** Below the limit of `links.ts` in the desktop host. */
const MAX_LINK_CHARACTERS = 7_000

export function useDropWindow() {
  const { bridge, accounts, held, settings, notices } = useState()
  const reportOutcome = useOutcome()
  /** The account to which files are sent at once; `null` when a person is asked. */
  const destination = computed(() => {
    const list = accounts.list.value
    return list.length === 1 ? (list[0] ?? null) : (list.find(({ id }) => id === settings.values.value.dropAccount) ?? null)
  })

  async function files(dropped: Iterable<File>): Promise<void> {
    const found = bridge.pathsOf(dropped) ?? []
    if (found.length === 0) notices.say('problem', () => t('That is not a file of this computer.'))
    else await paths(found)
  }

  async function paths(found: readonly string[]): Promise<void> {
    if (found.length === 0) return
    if (accounts.loaded.value && destination.value) await send(found, destination.value.id)
    else await notices.attempt(() => held.add(found))
  }

  /** Files that an account refuses for missing input are held, so that a person can enter it in the main window. */
  async function send(found: readonly string[], account: string): Promise<void> {
    try {
      const outcome = await bridge.request('queue.add', { paths: [...found], destination: { account } })
      await held.release(found)
      reportOutcome(outcome, 'clip')
    } catch (caught) {
      if (failureFrom(caught).code === 'input.invalid') await notices.attempt(() => held.add(found))
      await notices.attempt(() => Promise.reject(caught))
    }
  }

  /** Adds paths; addresses open in the main window, where a person chooses what is copied where. */
  async function text(dropped: string): Promise<void> {
    const read = readPasted(dropped)
    if (!read) return notices.say('problem', () => t('That is neither a file nor an address.'))
    const links = read.links.split('\n').filter((line) => line !== '')
    const secure = links.filter((link) => link.toLowerCase().startsWith('https:'))
    for (const link of linksWith(secure)) window.open(link)
    if (secure.length < links.length)
      notices.say(
        'problem',
        () => t('Only https addresses can be handed over from here.'),
        () => [t('Paste the others into the main window.')],
      )
    if (read.others.length > 0)
      notices.say('problem', () => tn(read.others.length, '{n} line cannot be used.', '{n} lines cannot be used.'), [
        (read.others[0] ?? '').slice(0, 80),
      ])
    await paths(read.paths)
  }

  async function pick(): Promise<void> {
    const picked = await notices.attempt(() => bridge.request('files.pick', { kind: 'files' }))
    await paths(picked?.paths ?? [])
  }

  return { destination, files, paths, text, pick, send }
}

/** Links of our own scheme that pass addresses to the main window, as many as fit into each. */
function linksWith(addresses: readonly string[]): string[] {
  const found: string[] = []
  for (const address of addresses) {
    const part = `url=${encodeURIComponent(address)}`
    const last = found.at(-1)
    if (last !== undefined && last.length + part.length < MAX_LINK_CHARACTERS) found[found.length - 1] = `${last}&${part}`
    else found.push(`reelay://import?${part}`)
  }
  return found
}
