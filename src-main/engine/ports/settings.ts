/** @file Settings files and secret values. */
import type { DisplayText } from '../../contract/i18n/phrase.ts'

/** One settings file. */
export interface SettingsFile<T> {
  read(): T
  write(value: T): void
}

/** A file that holds one JSON value, written as a whole; made by the host. */
export interface JsonStore {
  readonly path: string
  /** `undefined` when there is no file. Throws when its content is not JSON. */
  read(): unknown
  write(value: object): void
}

/** How the host encrypts secrets. */
export interface Cipher {
  /** Stored beside the ciphertext, so that values of another cipher are recognised. */
  readonly scheme: string
  /** What keeps the key, in the words of the system; for reports of problems. */
  provider(): string
  availability(): Promise<{ readonly available: boolean; readonly reason: DisplayText | null }>
  encrypt(plain: string): Promise<string>
  /**
   * Throws when the text was written with another key. `isOld`: a newer or better key exists, and the value is to be
   * stored again with it.
   */
  decrypt(encrypted: string): Promise<{ readonly plain: string; readonly isOld: boolean }>
}

/** Secret values by name; only ciphertext reaches the disk. */
export interface Secrets {
  /** What keeps the key. */
  provider(): string
  availability(): Promise<{ readonly available: boolean; readonly reason: DisplayText | null }>
  /** @throws FailureError `account.noSecureStorage` */
  set(name: string, value: string): Promise<void>
  /** `null` when nothing is stored. @throws FailureError `account.secretUnreadable` or `account.keyUnusable` */
  get(name: string): Promise<string | null>
  has(name: string): boolean
  names(): readonly string[]
  delete(name: string): Promise<void>
}
