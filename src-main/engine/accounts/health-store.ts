/**
 * @file The health records of accounts: in memory, and written to the file of accounts a little later, because hosts accept requests
 * in the middle of transfers.
 */
import { shield } from '../detach.ts'
import type { SettingsFile } from '../ports/settings.ts'
import type { Clock, Log } from '../ports.ts'
import type { AccountsData } from '../settings/settings-files.ts'
import type { AccountProfile } from './account-profile.ts'
import { type HealthRecord, isWorthStoring, UNTESTED } from './health.ts'

const WRITE_AFTER_MS = 1_000

interface Deps {
  readonly file: SettingsFile<AccountsData>
  readonly clock: Pick<Clock, 'after'>
  readonly log: Log
  readonly onChange: () => void
}

export function createHealthStore({ file, clock, log, onChange }: Deps) {
  const records = new Map<string, HealthRecord>()
  for (const [id, record] of Object.entries(file.read().seen)) if (record) records.set(id, record)
  let cancel: (() => void) | null = null

  const get = (id: string): HealthRecord => records.get(id) ?? UNTESTED

  /** The records to store with these accounts. */
  function storedWith(accounts: readonly Pick<AccountProfile, 'id'>[]): AccountsData['seen'] {
    return Object.fromEntries(accounts.flatMap(({ id }) => (records.has(id) ? [[id, records.get(id) ?? null]] : [])))
  }

  function write(): void {
    cancel = null
    const data = file.read()
    shield(() => file.write({ ...data, seen: storedWith(data.accounts) }), log, 'how accounts are could not be stored')
  }

  return {
    get,
    storedWith,

    set(id: string, next: HealthRecord): void {
      if (!isWorthStoring(get(id), next)) return
      records.set(id, next)
      cancel ??= clock.after(WRITE_AFTER_MS, write)
      onChange()
    },

    /** The settings or keys of the account changed, so nothing is known of it. Not written: the caller stores the account. */
    forget: (id: string): void => void records.delete(id),

    /** Writes what is not written yet. */
    flush(): void {
      if (cancel === null) return
      cancel()
      write()
    },
  }
}
