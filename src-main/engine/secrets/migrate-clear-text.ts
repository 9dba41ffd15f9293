/**
 * @file Encrypts what earlier versions stored in clear: links to copy from, and queries of endpoints, which may be keys. Runs
 * before anything else, at every start until it has succeeded.
 */
import { FailureError, messageOf } from '../../contract/errors/errors.ts'
import type { AccountProfile } from '../accounts/account-profile.ts'
import { addressProfile } from '../accounts/address-profile.ts'
import { secretName } from '../accounts/secret-name.ts'
import type { EnginePorts } from '../engine-ports.ts'
import type { Secrets } from '../ports/settings.ts'
import type { Clock } from '../ports.ts'
import type { Provider } from '../providers/provider.ts'
import type { AccountRename } from './ports.ts'

const SLICE = 200

interface Ports
  extends Pick<
    EnginePorts,
    'journal' | 'secrets' | 'seal' | 'providers' | 'accountsFile' | 'settingsFile' | 'watchesFile' | 'log'
  > {
  readonly clock: Pick<Clock, 'turn'>
}

/** Without secure storage nothing is changed, and the reason is logged. */
export async function migrateClearText(ports: Ports): Promise<void> {
  try {
    const moved = await dividedAccounts(ports)
    const renames = moved.map(({ rename }) => rename)
    if (renames.length > 0) ports.journal.clearText.rename(renames)
    await sealLinks(ports)
    if (renames.length > 0 || ports.journal.clearText.hasLeft()) ports.journal.clearText.purge(renames)
    if (moved.length > 0) storeAccounts(ports, moved)
  } catch (caught) {
    if (!(caught instanceof FailureError) || caught.failure.code !== 'account.noSecureStorage') throw caught
    ports.log.warn(`what an earlier version kept in clear stays so: ${messageOf(caught.failure)}`)
  }
}

async function sealLinks({ journal, seal, clock }: Ports): Promise<void> {
  for (;;) {
    const links = journal.clearText.links(SLICE)
    if (links.length === 0) return
    await seal.ready()
    journal.clearText.seal(links.map(({ id, url }) => ({ id, sealedUrl: seal.seal(url) })))
    await clock.turn()
  }
}

interface Moved {
  readonly before: AccountProfile
  readonly after: AccountProfile
  readonly rename: AccountRename
}

/** The accounts whose settings contain secrets, and what they become. Stores the secrets, but not yet the accounts. */
async function dividedAccounts({ accountsFile, providers, secrets, seal }: Ports): Promise<Moved[]> {
  const moved: Moved[] = []
  for (const before of accountsFile.read().accounts) {
    const provider = providers.find(({ id }) => id === before.provider)
    const divided = provider?.divide?.(before.settings, {}, null)
    const found = Object.entries(divided?.secrets ?? {}).filter(([, value]) => value !== '')
    if (!divided || found.length === 0) continue
    const settings = { ...divided.settings }
    const [, query = ''] = found[0] ?? []
    const { id, name } = before.adHoc ? await addressProfile(settings, query, seal) : before
    const after = { ...before, id, name, settings }
    for (const [field, value] of found) await secrets.set(secretName(after.id, field), value)
    if (after.id !== before.id) await moveSecrets(secrets, provider?.fields ?? [], before.id, after.id)
    moved.push({ before, after, rename: { from: before.id, to: after.id, name: after.name, secret: query } })
  }
  return moved
}

async function moveSecrets(secrets: Secrets, fields: Provider['fields'], from: string, to: string): Promise<void> {
  for (const { name, secret } of fields) {
    if (!secret || !secrets.has(secretName(from, name))) continue
    const value = await secrets.get(secretName(from, name))
    if (value !== null) await secrets.set(secretName(to, name), value)
    await secrets.delete(secretName(from, name))
  }
}

function storeAccounts({ accountsFile, settingsFile, watchesFile }: Ports, moved: readonly Moved[]): void {
  const idOf = new Map(moved.map(({ before, after }) => [before.id, after.id]))
  const newId = (id: string): string => idOf.get(id) ?? id
  const settings = settingsFile.read()
  const limits = Object.entries(settings.accountLimits)
  if (limits.some(([id]) => idOf.has(id))) {
    settingsFile.write({ ...settings, accountLimits: Object.fromEntries(limits.map(([id, limit]) => [newId(id), limit])) })
  }
  const { watches, ...rest } = watchesFile.read()
  if (watches.some(({ rules }) => idOf.has(rules.accountId))) {
    const renamed = watches.map((watch) => ({ ...watch, rules: { ...watch.rules, accountId: newId(watch.rules.accountId) } }))
    watchesFile.write({ ...rest, watches: renamed })
  }
  const { defaultId, accounts, seen } = accountsFile.read()
  accountsFile.write({
    seen: Object.fromEntries(Object.entries(seen).map(([id, record]) => [newId(id), record])),
    defaultId: defaultId === null ? null : newId(defaultId),
    accounts: accounts.map((account) => moved.find(({ before }) => before.id === account.id)?.after ?? account),
  })
}
