/** @file Providers and accounts: the fields of their forms, their capabilities, and the public view of an account. */
import type { Failure } from './errors/errors.ts'
import type { DisplayText, Phrase } from './i18n/phrase.ts'

/**
 * How a field is entered and shown. Every value is text: a boolean is `true` or `false`, a number is decimal, a date is
 * ISO 8601, `lines` is one `key: value` or `key=value` pair per line, `list` is names joined by commas.
 */
export const FIELD_KINDS = ['text', 'multiline', 'url', 'lines', 'list', 'bytes', 'boolean', 'number', 'choice', 'date'] as const
type FieldKind = (typeof FIELD_KINDS)[number]

/** What every field of a form has, whether it belongs to an account or to one upload. */
export interface Field {
  readonly name: string
  readonly label: string
  readonly kind: FieldKind
  readonly help: string
  readonly placeholder?: string
  /** The default when nothing is entered. */
  readonly default?: string
  /** For `choice`. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[]
  /** Smallest and largest value of a `number`. */
  readonly min?: number
  readonly max?: number
  /** Longest text, in characters. */
  readonly maxLength?: number
}

/** One field of an account. The command line (`--set`, `--secret`) and the form are both made from this. */
export interface AccountField extends Field {
  /** Secret fields go to secure storage and are never read back. */
  readonly secret: boolean
  /** A password that a person chose, which may hold any character. Other secrets are keys: letters, digits and plain signs. */
  readonly chosen?: boolean
  readonly required: boolean
  /** Rarely changed; the form folds these away. */
  readonly advanced?: boolean
}

/** One value that a provider offers for an option. */
export interface OptionChoice {
  readonly value: string
  readonly label: string
}

/** One option of an upload (`--option name=value`). */
export interface OptionField extends Field {
  /** The provider lists what an account has for it: `accounts.choices`. */
  readonly listed?: boolean
  /** It can be changed once the video exists. */
  readonly later: boolean
}

/** What a provider can do besides taking an upload. */
interface ProviderAbilities {
  /** Copies a video from a link by itself; which kinds of links. */
  readonly importFrom: readonly ('https' | 'http' | 'sftp')[]
  /** Reports the processing of a video after the upload. */
  readonly status: boolean
  /** Deletes a video at the provider. */
  readonly remove: boolean
  /** The title can be changed once the video exists. */
  readonly retitle: boolean
  /** Live streams can be made and watched. */
  readonly live: boolean
}

export interface ProviderInfo {
  readonly id: string
  readonly label: string
  readonly summary: string
  readonly fields: readonly AccountField[]
  readonly options: readonly OptionField[]
  /** Any other option is taken too and sent as metadata. */
  readonly freeOptions: boolean
  /** Where the key of an account is made, and what to do there in one sentence. */
  readonly guide: { readonly words: string; readonly url: string } | null
  /** Ready-made account settings for well-known servers. */
  readonly presets: readonly { readonly label: string; readonly settings: Readonly<Record<string, string>> }[]
  readonly can: ProviderAbilities
  /** Endings of the files that it takes, without a dot; `null` takes any. What watched folders send by themselves. */
  readonly accepts: readonly string[] | null
  /** The largest file that its documents allow, in bytes; `null` where they name no limit. */
  readonly largestFileBytes: number | null
  /** Where an account is managed at the service; `null` where none is documented. */
  readonly dashboard: string | null
}

/** Options and title of new uploads to an account, unless the call names others. */
interface UploadDefaults {
  readonly options: Readonly<Record<string, string>>
  /** `{name}`, `{date}`, `{folder}` and `{index}` are filled in; `null` leaves the title to the provider. */
  readonly titleTemplate: string | null
}

/** The checks of a connection test, in this order. */
export const TEST_CHECKS = ['settings', 'answers', 'speaks', 'signIn', 'rights', 'room', 'uploads'] as const
export type TestCheck = (typeof TEST_CHECKS)[number]

/** The result of one check. A test ends at the first failure; later checks are not listed. */
export interface ConnectionCheck {
  readonly check: TestCheck
  readonly ok: boolean
}

/** Room at the host as the host reports it. `total` is `null` where it reports only what is free. */
export interface AccountRoom {
  readonly free: number
  readonly total: number | null
  readonly unit: 'bytes' | 'minutes'
}

/** The part of a connection test that a provider returns; the engine adds the rest. */
export interface ProviderTest {
  /** One sentence: what the answer proves. */
  readonly message: DisplayText
  /** Facts from the answer, a sentence each. */
  readonly details: readonly DisplayText[]
  /** What was proved besides that the host answers. One that is not ok is last, and `failure` says why. */
  readonly checks: readonly ConnectionCheck[]
  readonly failure?: Failure
  readonly room?: AccountRoom | null
  /** The largest file that this server announces, in bytes. */
  readonly largestFileBytes?: number | null
}

/** The result of a connection test. */
export interface ConnectionTest {
  readonly ok: boolean
  readonly message: DisplayText
  readonly details: readonly DisplayText[]
  readonly checks: readonly ConnectionCheck[]
  /** Why the first check that is not ok failed; `null` when all are. */
  readonly failure: Failure | null
  /** Name of the account field that caused the failure, where the test can tell. */
  readonly field: string | null
  readonly room: AccountRoom | null
  readonly largestFileBytes: number | null
  /** When it ended, epoch ms, and how long it took. */
  readonly at: number
  readonly tookMs: number
}

/**
 * Whether an account works, by the last connection test or the last upload that its host accepted. Kept over restarts; a
 * changed address, setting or key makes it untested again. Times are epoch ms: `since` is the first success without a failure
 * after it, `at` what was seen last.
 */
export type AccountHealth =
  | { readonly state: 'untested' }
  | { readonly state: 'works'; readonly since: number; readonly at: number }
  | { readonly state: 'failed'; readonly at: number; readonly reason: Failure }

export interface AccountView {
  readonly id: string
  readonly provider: string
  readonly name: string
  /** Values of the fields that are not secret. */
  readonly settings: Readonly<Record<string, string>>
  /** Which secret fields have a stored value; the values themselves never leave the process. */
  readonly storedSecrets: readonly string[]
  readonly defaults: UploadDefaults
  readonly isDefault: boolean
  /** Made by `upload --endpoint`, not by a person in the account list. */
  readonly adHoc: boolean
  /** Something worth knowing about these settings, such as an old version of the provider's interface. */
  readonly notice: Phrase | null
  /** The failure of `health` where the account itself is refused, so that nothing can be sent; otherwise `null`. */
  readonly problem: Failure | null
  readonly health: AccountHealth
  /** The last connection test of these settings; `null` when there was none. */
  readonly lastTest: ConnectionTest | null
}

/** The endpoint of an account for display; a query that is kept as a secret is only hinted at. */
export function shownEndpoint({ settings, storedSecrets }: Pick<AccountView, 'settings' | 'storedSecrets'>): string {
  return `${settings['endpoint'] ?? ''}${storedSecrets.includes('endpointQuery') ? '?…' : ''}`
}
