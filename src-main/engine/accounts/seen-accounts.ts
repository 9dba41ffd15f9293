/**
 * @file How every account was seen last: in memory, and a little later in the file of accounts. Hosts accept requests in the middle of a
 * transfer, so nothing is written at that moment.
 */
import { shield } from '../detach.ts'
import type { SettingsFile } from '../ports/settings.ts'
import type { Clock, Log } from '../ports.ts'
import type { AccountsData } from '../settings/settings-files.ts'
import type { AccountProfile } from './account-profile.ts'
import { isNews, type Seen, UNSEEN } from './health.ts'

const WRITE_AFTER_MS = 1_000

export type SeenAccounts = ReturnType<typeof createSeenAccounts>

/** @param onNews something is known that was not known before */
export function createSeenAccounts({
  file,
  clock,
  log,
  onNews,
}: {
  file: SettingsFile<AccountsData>
  clock: Pick<Clock, 'after'>
  log: Log
  onNews: () => void
}) {
  const seen = new Map<string, Seen>()
  for (const [id, one] of Object.entries(file.read().seen)) if (one) seen.set(id, one)
  let cancel: (() => void) | null = null

  /** What is stored with these accounts. */
  function storedWith(accounts: readonly Pick<AccountProfile, 'id'>[]): AccountsData['seen'] {
    return Object.fromEntries(accounts.flatMap(({ id }) => (seen.has(id) ? [[id, seen.get(id) ?? null]] : [])))
  }

  function write(): void {
    cancel = null
    const data = file.read()
    const what = 'how accounts are could not be stored'
    shield(() => file.write({ ...data, seen: storedWith(data.accounts) }), log, what)
  }

  return {
    get: (id: string): Seen => seen.get(id) ?? UNSEEN,
    storedWith,

    set(id: string, next: Seen): void {
      if (!isNews(seen.get(id) ?? UNSEEN, next)) return
      seen.set(id, next)
      cancel ??= clock.after(WRITE_AFTER_MS, write)
      onNews()
    },

    /** Its settings or keys are others now, and nothing is known of those. Stored with the account. */
    forget: (id: string): void => void seen.delete(id),

    /** Writes what is not written yet. */
    flush(): void {
      if (cancel === null) return
      cancel()
      write()
    },
  }
}
