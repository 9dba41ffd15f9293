/**
 * @file Diagnostics for a report of a problem, and their text. They hold no secret and name no clip: accounts are counted, watched
 * folders are numbered, and log lines are without paths.
 */
import { inEnglish } from './i18n/i18n.ts'
import type { UploadState } from './queue/upload.ts'
import { formatBytes } from './text/format.ts'
import type { WatchFileState, WatchState } from './watch.ts'

/** What only the host knows. */
export interface HostFacts {
  /** Versions of Reelay's runtime, such as `node`, `electron` and `chrome`. */
  readonly versions: Readonly<Record<string, string>>
  /** Name, release and processor of the operating system. */
  readonly system: string
  readonly memoryBytes: number
  readonly runningSeconds: number
  readonly packaged: boolean
  /** Memory dumps of crashes, which stay on this computer; `null` for a host that writes none. */
  readonly crashDumps: { readonly folder: string; readonly count: number; readonly newestAt: string | null } | null
  readonly dataFolder: { readonly path: string; readonly writable: boolean; readonly freeBytes: number | null }
  /** Warnings and errors at the end of the log, newest first, without absolute paths. */
  readonly lastProblems: readonly string[]
}

export interface Diagnostics {
  readonly at: string
  readonly version: string
  readonly host: 'electron' | 'headless'
  readonly platform: string
  readonly facts: HostFacts
  readonly secureStorage: { readonly provider: string; readonly secure: boolean; readonly reason: string | null }
  /** Settings that differ from their defaults; of addresses and paths no more than that there is one. */
  readonly settings: Readonly<Record<string, string>>
  /** Addresses of proxies that a sign-in is stored for: their number. */
  readonly proxySignIns: number
  readonly accounts: readonly { readonly provider: string; readonly accounts: number; readonly failing: number }[]
  readonly uploads: Readonly<Record<UploadState, number>>
  readonly openBytes: number
  /** Why the whole queue has stopped. */
  readonly halted: string | null
  /** Codes of what stops uploads, or makes them wait, among the first rows of each. */
  readonly causes: readonly { readonly code: string; readonly uploads: number }[]
  readonly watchedFolders: readonly {
    readonly state: WatchState
    readonly failure: string | null
    readonly drive: string
    readonly polled: boolean
    readonly unreported: string | null
    readonly files: Readonly<Record<WatchFileState, number>>
  }[]
}

/** A text for whoever helps, in English. */
export function diagnosticsText(of: Diagnostics): string {
  return inEnglish(() => textOf(of))
}

function textOf(of: Diagnostics): string {
  const { facts, secureStorage } = of
  const { dataFolder, crashDumps } = facts
  const free = dataFolder.freeBytes === null ? 'free space unknown' : `${formatBytes(dataFolder.freeBytes)} free`
  return [
    `Reelay ${of.version} (${of.host}${facts.packaged ? '' : ', from the sources'}), ${of.at}`,
    `System: ${facts.system}, ${formatBytes(facts.memoryBytes)} of memory`,
    `Runtime: ${listOf(facts.versions)}`,
    `Running for ${facts.runningSeconds} s`,
    `Data folder: ${dataFolder.path}, ${dataFolder.writable ? 'writable' : 'NOT writable'}, ${free}`,
    `Secure storage: ${secureStorage.provider}, ${secureStorage.secure ? 'secure' : 'NOT secure'}${secureStorage.reason === null ? '' : `: ${secureStorage.reason}`}`,
    crashDumps === null
      ? 'Crash dumps: none are written'
      : `Crash dumps: ${crashDumps.count} in ${crashDumps.folder}${crashDumps.newestAt === null ? '' : `, the newest of ${crashDumps.newestAt}`}; never sent anywhere`,
    '',
    `Accounts: ${orNone(of.accounts.map(({ provider, accounts, failing }) => `${provider} ${accounts}${failing > 0 ? ` (${failing} failing)` : ''}`))}`,
    `Uploads: ${orNone(
      Object.entries(of.uploads)
        .filter(([, uploads]) => uploads > 0)
        .map(([state, uploads]) => `${uploads} ${state}`),
    )}; ${formatBytes(of.openBytes)} to send${of.halted === null ? '' : `; STOPPED by ${of.halted}`}`,
    `Causes: ${orNone(of.causes.map(({ code, uploads }) => `${code} ${uploads}`))}`,
    'Watched folders:',
    ...listed(
      of.watchedFolders.map(({ state, failure, drive, polled, unreported, files }, index) => {
        const how = polled ? `scanned${unreported === null ? '' : `, because ${unreported}`}` : 'reported'
        return `${index + 1}: ${state}${failure === null ? '' : ` (${failure})`}, ${drive} drive, ${how}, ${listOf(files)}`
      }),
    ),
    'Settings that were changed:',
    ...listed(Object.entries(of.settings).map(([name, value]) => `${name} ${value}`)),
    ...(of.proxySignIns === 0 ? [] : [`  sign-ins of proxies: ${of.proxySignIns}`]),
    'Last warnings and errors:',
    ...listed(facts.lastProblems),
    '',
  ].join('\n')
}

const listOf = (values: Readonly<Record<string, unknown>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')

const orNone = (texts: readonly string[]): string => (texts.length === 0 ? 'none' : texts.join(', '))

const listed = (lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? ['  none'] : lines.map((line) => `  ${line}`)
