/** @file Ports for secrets, besides secure storage itself. */

/**
 * Encrypts texts that are stored among other data, such as rows of the journal. Only its key is in secure storage, so a
 * thousand texts cost one call there.
 */
export interface Seal {
  /** Loads or creates the key. @throws FailureError `account.noSecureStorage` */
  ready(): Promise<void>
  /** Only after `ready`. */
  seal(text: string): string
  /** `null` when its key cannot be read (any more). */
  open(sealed: string): Promise<string | null>
  /** A keyed hash: equal for equal texts. Only after `ready`. */
  fingerprint(text: string): string
}

/** An account whose id contained a secret, and that secret, which stored failures may contain. */
export interface AccountRename {
  readonly from: string
  readonly to: string
  readonly name: string
  readonly secret: string
}

/** What earlier versions stored in clear. */
export interface ClearText {
  /** Links that are not sealed yet. */
  links(limit: number): readonly { readonly id: string; readonly url: string }[]
  linkOf(uploadId: string): string | null
  seal(links: readonly { readonly id: string; readonly sealedUrl: string }[]): void
  /** Whether the file still contains links in clear, deleted rows included. */
  hasLeft(): boolean
  rename(renames: readonly AccountRename[]): void
  /** Rewrites the journal and its copies, so that no old values are left in them. */
  purge(renames: readonly AccountRename[]): void
}
