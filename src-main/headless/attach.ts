/** @file How a command gets an engine: it locks the data folder, or calls the process that owns it. */
import { isFromSources, readBuiltLicences } from '../built.ts'
import { FailureError, failure } from '../contract/errors/errors.ts'
import { phrase } from '../contract/i18n/phrase.ts'
import type { Envelope, Output } from '../contract/requests.ts'
import type { Settings } from '../contract/settings.ts'
import type { FileTools } from '../file-tools.ts'
import type { Compose, HostPorts, OpenRepair, Reelay } from '../host.ts'
import { readHostFacts } from '../host-facts.ts'
import { type Client, createRemoteClient, type RemoteClient } from '../http-api/client.ts'
import type { ServerFile } from '../http-api/server-file.ts'
import { unsupportedUpdates } from '../ipc/unsupported-updates.ts'
import { openLog } from '../log-file.ts'
import { requireRunningApp } from './app-folder.ts'
import { createFileCipher } from './cipher.ts'
import { printProblem } from './output/terminal.ts'
import { openConfStore } from './settings-store.ts'
import type { DriveCalls } from './watch-name.ts'

/** The context of every command. */
export interface CommandContext {
  readonly compose: Compose
  readonly openRepair: OpenRepair
  readonly drives: DriveCalls
  readonly fileTools: FileTools
  readonly dataDir: string
  /** The folder is that of the desktop app: never opened here, only by the app. */
  readonly isAppFolder: boolean
  readonly version: string
  /** Folder of the built interface, or `null` when it is not built. */
  readonly pages: string | null
  readonly json: boolean
  readonly verbose: boolean
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal
  /** Aborted when the reader of standard output is gone. Commands whose work does not depend on a reader ignore it. */
  readonly readerGone: AbortSignal
}

/** Makes an action of the command line from a command, which returns its exit code. */
export type RunCommand = <A extends unknown[]>(
  command: (context: CommandContext, ...args: A) => Promise<number>,
) => (...args: A) => Promise<void>

export type Attached =
  | { readonly kind: 'owner'; readonly client: Client; readonly reelay: Reelay; readonly close: () => Promise<void> }
  | { readonly kind: 'elsewhere'; readonly client: RemoteClient; readonly owner: ServerFile; readonly close: () => Promise<void> }

export async function attach(
  context: CommandContext,
  options: { readonly scope?: 'session' | 'all'; readonly overrides?: Partial<Settings> } = {},
): Promise<Attached> {
  if (context.isAppFolder) return elsewhere(context, await requireRunningApp(context.dataDir))
  const engineOptions = { scope: options.scope ?? 'session', overrides: options.overrides ?? {} }
  const composed = await context.compose(hostPorts(context, engineOptions.scope === 'all'), engineOptions)
  if (composed.kind === 'elsewhere') return elsewhere(context, composed.owner)
  const { reelay } = composed
  const { interrupted } = context
  interrupted.addEventListener('abort', () => reelay.stop(), { once: true })
  if (interrupted.aborted) reelay.stop()
  return { kind: 'owner', client: localClient(reelay), reelay, close: () => reelay.close() }
}

function elsewhere({ dataDir, interrupted }: CommandContext, owner: ServerFile): Attached {
  const client = untilInterrupted(createRemoteClient(dataDir), interrupted)
  return { kind: 'elsewhere', client, owner, close: () => Promise.resolve() }
}

/** A call to another process continues there; this one does not wait for the answer. */
function untilInterrupted(client: RemoteClient, interrupted: AbortSignal): RemoteClient {
  return {
    ...client,
    request: (channel, input) =>
      new Promise((resolve, reject) => {
        const onInterrupted = (): void => reject(new FailureError(failure('host.closing')))
        if (interrupted.aborted) return onInterrupted()
        interrupted.addEventListener('abort', onInterrupted, { once: true })
        const settled = (): void => interrupted.removeEventListener('abort', onInterrupted)
        void client.request(channel, input).then(resolve, reject).finally(settled)
      }),
  }
}

/** For commands that make a few calls and end. */
export async function withClient<T>(context: CommandContext, work: (client: Client) => Promise<T>): Promise<T> {
  const attached = await attach(context)
  try {
    return await work(attached.client)
  } finally {
    await attached.close()
  }
}

const NO_FOLDERS = phrase('A browser cannot open folders of another program.')

function hostPorts({ dataDir, version, verbose }: CommandContext, watching: boolean): HostPorts {
  return {
    dataDir,
    version,
    openStore: (name) => openConfStore(dataDir, name),
    openLog: () => openLog(dataDir, verbose),
    warn: (message) => printProblem(`reelay: ${message}`),
    resolveProxy: null,
    cipher: createFileCipher(dataDir, process.env['REELAY_SECRET_KEY']),
    trash,
    systemThumbnail: null,
    actions: {
      info: () => ({
        version,
        host: 'headless',
        platform: process.platform,
        dataDir,
        languages: null,
        nativeDialogs: false,
        watching,
      }),
      pickFiles() {
        throw new FailureError(failure('host.unsupported', { reason: phrase('There is no native file dialog in a browser.') }))
      },
      takeArrivals: () => [],
      updates: unsupportedUpdates(version),
      facts: () => readHostFacts(dataDir, { packaged: !isFromSources(), crashDumps: null }),
      licences: () => readBuiltLicences(),
      savePdf() {
        throw new FailureError(
          failure('host.unsupported', { reason: phrase('A browser makes a PDF by printing the saved page.') }),
        )
      },
      showFile() {
        throw new FailureError(failure('host.unsupported', { reason: NO_FOLDERS }))
      },
      showFolder() {
        throw new FailureError(failure('host.unsupported', { reason: NO_FOLDERS }))
      },
    },
  }
}

/** Globbing is turned off: names of clips may contain brackets and stars. */
async function trash(path: string): Promise<void> {
  const { default: putIntoTrash } = await import('trash')
  await putIntoTrash(path, { glob: false })
}

/** The engine of this process, with the interface of a remote one. */
function localClient(reelay: Reelay): Client {
  return {
    async request(channel, input) {
      const envelope = (await reelay.dispatch(channel, input)) as Envelope<Output<typeof channel>>
      if (!envelope.ok) throw new FailureError(envelope.error)
      return envelope.value
    },
    async subscribe(events, listener) {
      return reelay.publisher.subscribe((event, payload) => {
        if (events.includes(event)) listener(event, payload)
      })
    },
  }
}
