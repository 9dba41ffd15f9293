/** @file Facts about the running process. */
import type { DisplayText } from './i18n/phrase.ts'

export interface AppInfo {
  readonly version: string
  readonly host: 'electron' | 'headless'
  readonly platform: string
  readonly dataDir: string
  /** Tags of the languages that its system prefers, the first first; `null` where the interface is in that of the browser. */
  readonly languages: readonly string[] | null
  /** Whether `files.pick` opens a native dialog; otherwise the interface shows its own file browser. */
  readonly nativeDialogs: boolean
  /** Whether this process sends the whole queue and watches folders; otherwise it carries out one command and ends. */
  readonly watching: boolean
  /** Whether sign-in data can be stored, and if not, why. */
  readonly secureStorage: { readonly available: boolean; readonly reason: DisplayText | null }
  /** Origins of the proxies with a stored sign-in, and of the proxy in use; `null` where none is known. */
  readonly proxySignIn: { readonly stored: readonly string[]; readonly inUse: string | null }
}
