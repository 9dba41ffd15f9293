/** @file What keeping secrets needs from the world, besides secure storage itself. */

/**
 * Keeps texts as ciphertext among other data, such as rows of the journal. Its key is in secure storage, so a thousand texts
 * cost no more than one call there.
 */
export interface Seal {
  /** The key is there from then on. @throws FailureError `account.noSecureStorage` */
  ready(): Promise<void>
  /** Only after `ready`. */
  seal(text: string): string
  /** `null` when its key cannot be read (any more). */
  open(sealed: string): Promise<string | null>
  /** The same for the same text, and nothing that it could be guessed by. Only after `ready`. */
  fingerprint(text: string): string
}

/** An account whose id held a secret, and that secret, wherever it may stand in a stored failure. */
export interface AccountRename {
  readonly from: string
  readonly to: string
  readonly name: string
  readonly secret: string
}

/** What earlier versions kept in clear. */
export interface ClearText {
  /** Links that are not sealed yet. */
  links(limit: number): readonly { readonly id: string; readonly url: string }[]
  linkOf(uploadId: string): string | null
  seal(links: readonly { readonly id: string; readonly sealedUrl: string }[]): void
  /** Whether any link is, or was until the file is rewritten, in clear. */
  hasLeft(): boolean
  rename(renames: readonly AccountRename[]): void
  /** Rewrites the journal and its copies, so that nothing of what was changed is left in them. */
  purge(renames: readonly AccountRename[]): void
}
