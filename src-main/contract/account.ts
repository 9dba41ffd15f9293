/** @file Accounts and the fields of their forms, as shown to people and to the command line. */

/** How a field is entered and shown. `lines` is one `key: value` or `key=value` pair per line. */
export const FIELD_KINDS = ['text', 'url', 'lines', 'bytes'] as const
export type FieldKind = (typeof FIELD_KINDS)[number]

/** One field of an account. The command line (`--set`, `--secret`) and the form are both made from this. */
export interface AccountField {
  readonly name: string
  readonly label: string
  readonly kind: FieldKind
  /** Secret fields go to secure storage and are never read back. */
  readonly secret: boolean
  readonly required: boolean
  readonly help: string
  readonly placeholder?: string
}

export interface ProviderInfo {
  readonly id: string
  readonly label: string
  readonly summary: string
  readonly fields: readonly AccountField[]
}

export interface AccountView {
  readonly id: string
  readonly provider: string
  readonly name: string
  /** Values of the fields that are not secret. */
  readonly settings: Readonly<Record<string, string>>
  /** Which secret fields have a stored value; the values themselves never leave the host. */
  readonly storedSecrets: readonly string[]
  readonly isDefault: boolean
  /** Made by `upload --endpoint`, not by a person in the account list. */
  readonly adHoc: boolean
}

/** The answer of “Test connection”, in plain words. */
export interface ConnectionTest {
  readonly ok: boolean
  readonly message: string
  readonly details: readonly string[]
}
