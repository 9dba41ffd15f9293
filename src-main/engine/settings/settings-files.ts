/**
 * @file Names, schemas and migrations of the settings files. Each file holds `{ version, data }`; a file of version n runs through migrations n and up.
 */
import { z } from 'zod'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { DEFAULT_SETTINGS, settingsSchema } from '../../contract/settings.ts'
import { accountProfileSchema, NO_DEFAULTS } from '../accounts/account-profile.ts'
import { healthRecordSchema } from '../accounts/health.ts'
import { watchProfileSchema } from '../watch/watch-profile.ts'

export interface SettingsFileSpec<T> {
  /** File name without `.json`. */
  readonly name: string
  readonly schema: z.ZodType<T>
  readonly defaults: T
  /** Step n turns data of version n + 1 into version n + 2. The current version is the number of steps plus one. */
  readonly migrations: readonly ((data: unknown) => unknown)[]
}

const accountsSchema = z.object({
  defaultId: z.string().nullable(),
  accounts: z.array(accountProfileSchema),
  /** Health records by account id. One that cannot be read counts as untested. */
  seen: z.record(z.string(), healthRecordSchema.nullable().catch(null)).catch({}),
})
export type AccountsData = z.infer<typeof accountsSchema>

/** Unknown keys are dropped and invalid values fall back to their default, so that one of them does not discard the rest. */
const tolerantSettingsSchema = z.object({
  concurrency: settingsSchema.shape.concurrency.catch(DEFAULT_SETTINGS.concurrency),
  limitBytesPerSecond: settingsSchema.shape.limitBytesPerSecond.catch(DEFAULT_SETTINGS.limitBytesPerSecond),
  stallSeconds: settingsSchema.shape.stallSeconds.catch(DEFAULT_SETTINGS.stallSeconds),
  quietSeconds: settingsSchema.shape.quietSeconds.catch(DEFAULT_SETTINGS.quietSeconds),
  whenExpired: settingsSchema.shape.whenExpired.catch(DEFAULT_SETTINGS.whenExpired),
  wakeStallSeconds: settingsSchema.shape.wakeStallSeconds.catch(DEFAULT_SETTINGS.wakeStallSeconds),
  whenChanged: settingsSchema.shape.whenChanged.catch(DEFAULT_SETTINGS.whenChanged),
  accountLimits: settingsSchema.shape.accountLimits.catch(DEFAULT_SETTINGS.accountLimits),
  schedule: settingsSchema.shape.schedule.catch(DEFAULT_SETTINGS.schedule),
  slowDown: settingsSchema.shape.slowDown.catch(DEFAULT_SETTINGS.slowDown),
  keepAwake: settingsSchema.shape.keepAwake.catch(DEFAULT_SETTINGS.keepAwake),
  keepHistoryDays: settingsSchema.shape.keepHistoryDays.catch(DEFAULT_SETTINGS.keepHistoryDays),
  finishedLeave: settingsSchema.shape.finishedLeave.catch(DEFAULT_SETTINGS.finishedLeave),
  proxyMode: settingsSchema.shape.proxyMode.catch(DEFAULT_SETTINGS.proxyMode),
  proxyUrl: settingsSchema.shape.proxyUrl.catch(DEFAULT_SETTINGS.proxyUrl),
  caFile: settingsSchema.shape.caFile.catch(DEFAULT_SETTINGS.caFile),
  // An invalid pattern is kept, so that nothing is sent that was ignored before; watched folders report it.
  ignoredNames: z.array(z.string()).catch(DEFAULT_SETTINGS.ignoredNames),
  theme: settingsSchema.shape.theme.catch(DEFAULT_SETTINGS.theme),
  language: settingsSchema.shape.language.catch(DEFAULT_SETTINGS.language),
  thumbnails: settingsSchema.shape.thumbnails.catch(DEFAULT_SETTINGS.thumbnails),
  thumbnailBytes: settingsSchema.shape.thumbnailBytes.catch(DEFAULT_SETTINGS.thumbnailBytes),
  startAtLogin: settingsSchema.shape.startAtLogin.catch(DEFAULT_SETTINGS.startAtLogin),
  dropWindow: settingsSchema.shape.dropWindow.catch(DEFAULT_SETTINGS.dropWindow),
  dropAccount: settingsSchema.shape.dropAccount.catch(DEFAULT_SETTINGS.dropAccount),
  quietHours: settingsSchema.shape.quietHours.catch(DEFAULT_SETTINGS.quietHours),
  checkForUpdates: settingsSchema.shape.checkForUpdates.catch(DEFAULT_SETTINGS.checkForUpdates),
})

export const SETTINGS_FILE = {
  name: 'settings',
  schema: tolerantSettingsSchema,
  defaults: DEFAULT_SETTINGS,
  migrations: [],
} as const satisfies SettingsFileSpec<z.infer<typeof settingsSchema>>

export const ACCOUNTS_FILE = {
  name: 'accounts',
  schema: accountsSchema,
  defaults: { defaultId: null, accounts: [], seen: {} },
  migrations: [withUploadDefaults, withDirectUserChoice, withHealthRecords],
} as const satisfies SettingsFileSpec<AccountsData>

const watchesSchema = z.object({
  watches: z.array(watchProfileSchema),
  /** Cards that are not to be proposed again. */
  dismissedCards: z.array(z.string()),
})
export type WatchesData = z.infer<typeof watchesSchema>

export const WATCHES_FILE = {
  name: 'watches',
  schema: watchesSchema,
  defaults: { watches: [], dismissedCards: [] },
  migrations: [],
} as const satisfies SettingsFileSpec<WatchesData>

/** Version 1 had accounts without defaults for their uploads. */
function withUploadDefaults(data: unknown): unknown {
  const { defaultId, accounts } = z.object({ defaultId: z.unknown(), accounts: z.array(z.looseObject({})) }).parse(data)
  return { defaultId, accounts: accounts.map((account) => ({ ...account, defaults: NO_DEFAULTS })) }
}

/** Version 2 had a boolean `directUser` in Cloudflare accounts, which is now auto, always or never; absent means auto. */
function withDirectUserChoice(data: unknown): unknown {
  const account = z.looseObject({ provider: z.string(), settings: z.record(z.string(), z.string()) })
  const { defaultId, accounts } = z.object({ defaultId: z.unknown(), accounts: z.array(account) }).parse(data)
  return { defaultId, accounts: accounts.map((stored) => (stored.provider === 'cloudflare' ? withDirectUser(stored) : stored)) }
}

function withDirectUser<T extends { readonly settings: Readonly<Record<string, string>> }>(account: T): T {
  const { directUser } = account.settings
  if (directUser === undefined) return account
  return { ...account, settings: { ...account.settings, directUser: directUser === 'false' ? 'never' : 'always' } }
}

/** Version 3 had no health records of accounts. */
function withHealthRecords(data: unknown): unknown {
  return { ...z.looseObject({}).parse(data), seen: {} }
}

const envelopeSchema = z.object({ version: z.int().min(1), data: z.unknown() })

export function currentVersion<T>(spec: SettingsFileSpec<T>): number {
  return spec.migrations.length + 1
}

/**
 * The data of a settings file, migrated and validated.
 *
 * @param stored what the file holds; `undefined` when there is none
 * @throws FailureError `settings.newer`; a plain Error when the content cannot be used
 */
export function loadSettings<T>(spec: SettingsFileSpec<T>, stored: unknown, path: string): T {
  if (stored === undefined) return spec.defaults
  const { version, data } = envelopeSchema.parse(stored)
  const ours = currentVersion(spec)
  if (version > ours) throw new FailureError(failure('settings.newer', { path, theirs: version, ours }))
  const migrated = spec.migrations.slice(version - 1).reduce((value, step) => step(value), data)
  return spec.schema.parse(migrated)
}
