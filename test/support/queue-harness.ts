/** @file An engine with a journal in memory, a clock and a transfer that tests control, and files without a disk. */
import { createTusProvider } from '../../src-main/adapters/providers/tus/provider.ts'
import { createSeal } from '../../src-main/adapters/settings/seal.ts'
import { openJournal } from '../../src-main/adapters/sqlite/journal.ts'
import { FailureError, failure } from '../../src-main/contract/errors/errors.ts'
import type { QueueDelta } from '../../src-main/contract/events.ts'
import { type MediaFacts, NO_FACTS } from '../../src-main/contract/media.ts'
import type { UploadState, UploadView } from '../../src-main/contract/queue/upload.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../src-main/contract/settings.ts'
import { createEngine } from '../../src-main/engine/engine.ts'
import { type FileIdentity, sameIdentity } from '../../src-main/engine/files/identity.ts'
import { type MatchedEntries, NO_ENTRIES } from '../../src-main/engine/offload/matched-entries.ts'
import type { FileHashes } from '../../src-main/engine/offload/verdict.ts'
import type { Files } from '../../src-main/engine/ports/files.ts'
import type { Journal } from '../../src-main/engine/ports/journal.ts'
import type { Media } from '../../src-main/engine/ports/media.ts'
import type { Secrets } from '../../src-main/engine/ports/settings.ts'
import type { Log } from '../../src-main/engine/ports.ts'
import type { Provider } from '../../src-main/engine/providers/provider.ts'
import { createKnownSecrets } from '../../src-main/engine/secrets/known-secrets.ts'
import type { AccountsData } from '../../src-main/engine/settings/settings-files.ts'
import { createPublisher } from '../../src-main/ipc/publish.ts'
import { createFakeClock } from './fake-clock.ts'
import {
  anIdentity,
  aSource,
  fakeNetwork,
  memoryFile,
  memorySecrets,
  memoryUploadLogs,
  noFolders,
  noThumbnails,
  type ScriptedSend,
  scriptedTransfer,
  silentLog,
} from './fakes.ts'
import { scriptedProvider } from './scripted-provider.ts'

export interface HarnessOptions {
  readonly settings?: Partial<Settings>
  readonly scope?: 'session' | 'all'
  readonly journal?: Journal
  readonly log?: Log
  /** Called with every published event; its errors are thrown at the publisher. */
  readonly onEvent?: (event: string) => void
  /** Besides the scripted provider. */
  readonly providers?: readonly Provider[]
  readonly accounts?: AccountsData['accounts']
  /** The duration of every file. */
  readonly durationSeconds?: number
  /** The entries of hash lists for a file, and its actual hashes. */
  readonly listed?: (path: string) => MatchedEntries
  readonly hashes?: (path: string) => FileHashes
  /** Of an earlier harness, when its journal is used again. */
  readonly secrets?: Secrets
}

export type Harness = ReturnType<typeof createHarness>

const ACCOUNTS: AccountsData = {
  seen: {},
  defaultId: 'one',
  accounts: ['one', 'two', 'film'].map((id) => ({
    id,
    provider: id === 'film' ? 'video' : 'tus',
    name: `Server ${id}`,
    settings: { endpoint: `https://${id}.test/files/` },
    defaults: { options: {}, titleTemplate: null },
    adHoc: false,
  })),
}

export function createHarness({
  settings = {},
  scope = 'all',
  journal = openJournal(':memory:'),
  secrets = memorySecrets(),
  ...more
}: HarnessOptions = {}) {
  const clock = createFakeClock()
  const transfer = scriptedTransfer()
  const network = fakeNetwork()
  const host = scriptedProvider()
  let readRest = async (_signal: AbortSignal): Promise<string> => '0'.repeat(64)
  /** The files of the disk, by path. */
  const disk = new Map<string, FileIdentity>()
  const deltas: QueueDelta[] = []
  const steps: string[] = []

  function identityAt(path: string): FileIdentity {
    const identity = disk.get(path)
    if (!identity) throw new FailureError(failure('file.missing', { path }))
    return identity
  }

  const files: Files = {
    identify: async (path) => identityAt(path),
    async realPath(path) {
      identityAt(path)
      return path
    },
    async *walk(path) {
      const identity = disk.get(path)
      if (identity) yield { kind: 'file', path, real: path, identity }
      else yield { kind: 'problem', path, failure: failure('file.missing', { path }) }
    },
    async open(path, identity) {
      const check = async (): Promise<void> => {
        if (!sameIdentity(identityAt(path), identity)) throw new FailureError(failure('file.changed', { path }))
      }
      await check()
      return {
        ...aSource(identity.sizeBytes),
        check,
        digest: (signal) => readRest(signal),
        hashes: () => more.hashes?.(path) ?? {},
      }
    },
    list: () => Promise.reject(new Error('not used')),
    freeBytes: () => Promise.reject(new Error('not used')),
  }

  /** Media facts of files, by path; others have at most a duration. */
  const facts = new Map<string, Partial<MediaFacts>>()
  const reads: string[] = []
  const media: Media = {
    async read(path) {
      reads.push(path)
      const identity = disk.get(path)
      if (!identity) return null
      const { sizeBytes, mtimeNs } = identity
      const ownFacts = facts.get(path) ?? { durationSeconds: more.durationSeconds ?? null }
      return { sizeBytes, mtimeNs, facts: { ...NO_FACTS, ...ownFacts } }
    },
    close: async () => {},
  }

  const publisher = createPublisher(more.log ?? silentLog)
  if (more.onEvent) publisher.subscribe(more.onEvent)
  publisher.subscribe((event, payload) => {
    if (event === 'queue.changed') deltas.push(payload as QueueDelta)
    if (event === 'queue.transitioned') {
      const { name, state } = payload as UploadView
      steps.push(`${name} ${state}`)
    }
  })
  const accountsFile = memoryFile({ ...ACCOUNTS, accounts: [...ACCOUNTS.accounts, ...(more.accounts ?? [])] })
  const known = createKnownSecrets()
  const engine = createEngine(
    {
      journal,
      // Tests check rows days after they are done.
      settingsFile: memoryFile({ ...DEFAULT_SETTINGS, finishedLeave: false, ...settings }),
      accountsFile,
      secrets,
      known,
      seal: createSeal(secrets),
      providers: [createTusProvider({ transfer }), host.provider, ...(more.providers ?? [])],
      files,
      media,
      hashLists: { find: async (path) => more.listed?.(path) ?? NO_ENTRIES },
      watchesFile: memoryFile({ watches: [], dismissedCards: [] }),
      ...noFolders,
      thumbnails: noThumbnails,
      dataDir: '/data',
      transfer,
      caFileProblem: async () => null,
      network,
      clock,
      random: () => 0,
      log: more.log ?? silentLog,
      uploadLogs: memoryUploadLogs(clock.now),
      publish: publisher.publish,
      onConsumers: publisher.onConsumers,
    },
    { scope, overrides: {} },
  )

  return {
    clock,
    transfer,
    network,
    /** The host of the account `film`. */
    host,
    secrets,
    known,
    accountsFile,
    /** Hashing what an earlier run has sent ends only when it is aborted. */
    readsForEver(): void {
      readRest = (signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    },
    disk,
    files,
    media,
    /** Media facts of files, by path. */
    facts,
    /** Paths in the order in which their media facts were read. */
    reads,
    deltas,
    /** Every change of state, as `name state`. */
    steps,
    journal,
    engine,

    /** Puts files on the disk and into the queue; returns their ids. */
    async add(
      names: readonly string[],
      account = 'one',
      more: { again?: boolean; startOver?: boolean } = {},
    ): Promise<readonly string[]> {
      for (const [index, name] of names.entries()) {
        if (!disk.has(`/${name}`)) disk.set(`/${name}`, { ...anIdentity, inode: `${name}${index}` })
      }
      const outcome = await engine.queue.add({
        paths: names.map((name) => `/${name}`),
        destination: { account },
        metadata: {},
        options: {},
        again: more.again ?? false,
        startOver: more.startOver ?? false,
      })
      await clock.settle()
      return [...outcome.added, ...outcome.resumed]
    },

    view: (id: string): UploadView => engine.queue.details(id).upload,

    states(): Record<string, UploadState> {
      const { rows } = engine.queue.page({ group: 'all', search: '' }, 0, 500)
      return Object.fromEntries(rows.map((row) => [row.name, row.state]))
    },

    /** Names in queue order. */
    order: (): string[] => engine.queue.page({ group: 'all', search: '' }, 0, 500).rows.map((row) => row.name),

    /** Names of the files that are being sent, in the order in which they were started. */
    sending: (): string[] => transfer.running().map((send) => nameOf(send)),

    /** The running transfer of a file. */
    send(name: string): ScriptedSend {
      const found = transfer.running().find((send) => nameOf(send) === name)
      if (!found) throw new Error(`${name} is not being sent`)
      return found
    },

    /** The server creates the upload and accepts its first request. */
    async create(name: string, uploadUrl = `https://one.test/files/${name}`): Promise<ScriptedSend> {
      const send = this.send(name)
      send.job.onCreated({ uploadUrl, remoteId: null, expiresAt: null })
      send.job.onSending({ offset: 0, expiresAt: null, learnedChunkBytes: null })
      await clock.settle()
      return send
    },

    /** The server accepts the whole file. */
    async finish(name: string): Promise<void> {
      const send = this.send(name)
      if (send.job.uploadUrl === null) await this.create(name)
      else send.job.onSending({ offset: send.job.acceptedBytes, expiresAt: null, learnedChunkBytes: null })
      send.job.onInFlight(send.job.source.sizeBytes)
      send.job.onAccepted(send.job.source.sizeBytes)
      send.end({ kind: 'complete' })
      await clock.settle()
    },
  }
}

function nameOf(send: ScriptedSend): string {
  return send.job.target.metadata['filename'] ?? ''
}

/** A harness whose queue is started. */
export async function startedHarness(options: HarnessOptions = {}): Promise<Harness> {
  const harness = createHarness(options)
  harness.engine.queue.start()
  await harness.clock.settle()
  return harness
}

/** `clip000.mp4`, `clip001.mp4` … */
export function clipNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `clip${String(index).padStart(3, '0')}.mp4`)
}
