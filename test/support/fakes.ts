/** @file Fakes of the engine's ports, and builders of its values. */
import { createHash } from 'node:crypto'
import { createUploadLogs } from '../../src-main/adapters/upload-logs/upload-logs.ts'
import { FailureError, failure } from '../../src-main/contract/errors/errors.ts'
import type { UploadView } from '../../src-main/contract/queue/upload.ts'
import type { FileIdentity } from '../../src-main/engine/files/identity.ts'
import type { FileSource } from '../../src-main/engine/files/open-files.ts'
import type { LocatedFile } from '../../src-main/engine/files/same-file.ts'
import type { Http } from '../../src-main/engine/ports/http.ts'
import type { Media } from '../../src-main/engine/ports/media.ts'
import type { Network } from '../../src-main/engine/ports/network.ts'
import type { Cipher, JsonStore, Secrets, SettingsFile } from '../../src-main/engine/ports/settings.ts'
import type { Transfer, TransferJob, TransferOutcome } from '../../src-main/engine/ports/transfer.ts'
import type { UploadLogs } from '../../src-main/engine/ports/upload-logs.ts'
import type { Log } from '../../src-main/engine/ports.ts'
import { newUpload } from '../../src-main/engine/queue/adding/new-upload.ts'
import type { Upload } from '../../src-main/engine/queue/upload.ts'
import type { ThumbnailPorts } from '../../src-main/engine/thumbnails/ports.ts'
import type { FolderReports } from '../../src-main/engine/watch/ports.ts'

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silentLog }

/** A log that stores errors. */
export function keepingLog(): Log & { readonly errors: { readonly message: string; readonly cause: unknown }[] } {
  const errors: { message: string; cause: unknown }[] = []
  const log = { ...silentLog, errors, error: (message: string, cause?: unknown) => void errors.push({ message, cause }) }
  return { ...log, child: () => log }
}

/** Reads no media facts. */
export const noMedia: Media = { read: async () => null, close: async () => {} }

/** Logs of uploads in memory. */
export function memoryUploadLogs(
  now: () => number,
  clean = (text: string): string => text,
): UploadLogs & { logged(http: Http): Http } {
  const logs = new Map<string, { text: string; writtenAt: number }>()
  return createUploadLogs({
    now,
    clean,
    files: {
      append: (name, line) => void logs.set(name, { text: `${logs.get(name)?.text ?? ''}${line}\n`, writtenAt: now() }),
      read: (name) => logs.get(name)?.text ?? '',
      remove: (name) => void logs.delete(name),
      removeOlder(before) {
        for (const [name, { writtenAt }] of logs) if (writtenAt < before) logs.delete(name)
      },
    },
  })
}

export function memoryFile<T>(value: T): SettingsFile<T> {
  let current = value
  return {
    read: () => current,
    write(next) {
      current = next
    },
  }
}

export function memoryStore(content?: unknown): JsonStore & { content: unknown } {
  return {
    path: 'memory.json',
    content,
    read() {
      return this.content
    },
    write(value) {
      this.content = value
    },
  }
}

export function memorySecrets(): Secrets {
  const values = new Map<string, string>()
  return {
    provider: () => 'memory',
    availability: () => Promise.resolve({ available: true, reason: null }),
    set: async (name, value) => void values.set(name, value),
    get: async (name) => values.get(name) ?? null,
    has: (name) => values.has(name),
    names: () => [...values.keys()],
    delete: async (name) => void values.delete(name),
  }
}

/** Reverses the text: enough to distinguish ciphertext from plain text. */
export const mirrorCipher: Cipher = {
  scheme: 'mirror',
  provider: () => 'a mirror',
  availability: () => Promise.resolve({ available: true, reason: null }),
  encrypt: async (plain) => [...plain].reverse().join(''),
  decrypt: async (encrypted) => ({ plain: [...encrypted].reverse().join(''), isOld: false }),
}

export const anIdentity: FileIdentity = { sizeBytes: 1_000, mtimeNs: '1700000000000000000', inode: '1', device: '1' }

const clip = {
  kind: 'upload',
  batchId: 'batch',
  sessionId: 'session',
  priority: 0,
  path: '/clips/one.mp4',
  name: 'one.mp4',
  sealedUrl: null,
  identity: anIdentity,
  location: '',
  media: null,
  accountId: 'account',
  title: null,
  titleTemplate: null,
  metadata: {},
  options: {},
  chunkBytes: null,
  addedAt: 1_700_000_000_000,
} as const

/** A file at its real path, on an unknown drive. */
export function aLocated(path: string, change: Partial<LocatedFile> = {}): LocatedFile {
  return { path, real: path, location: `\n${path}`, stableInodes: true, identity: anIdentity, ...change }
}

export function anUpload(change: Partial<Upload> = {}): Upload {
  return { ...newUpload({ id: 'one', ...clip }), position: 'a0', ...change }
}

/** A row in the middle of its upload. */
export const aView: UploadView = {
  id: 'one',
  kind: 'upload',
  batchId: 'b',
  path: '/clips/one.mp4',
  name: 'one.mp4',
  title: null,
  options: {},
  accountId: 'a',
  accountName: 'Studio',
  provider: 'tus',
  priority: 0,
  state: 'uploading',
  waiting: null,
  failure: null,
  sizeBytes: 38_200_000_000,
  acceptedBytes: 12_400_000_000,
  inFlightBytes: 3_820_000_000,
  readBytes: null,
  bytesPerSecond: 31_200_000,
  secondsLeft: 704,
  expected: null,
  uploadUrl: 'https://h.test/1',
  remoteId: null,
  links: {},
  processing: null,
  offload: null,
  expiresAt: null,
  attempts: 1,
  restarts: 0,
  addedAt: 1,
  settledAt: null,
  media: null,
  thumbnail: null,
}

const unchanging = {
  check: async () => {},
  digest: async () => '0'.repeat(64),
  hashes: () => ({}),
  verify: async () => {},
  prefix: () => null,
  close: async () => {},
} as const

/** A file of this size, whose content nobody looks at. */
export function aSource(sizeBytes: number): FileSource {
  return {
    ...unchanging,
    sizeBytes,
    async read(target, position) {
      if (position >= sizeBytes)
        throw new FailureError(failure('file.unreadable', { path: '', reason: 'it ends before its size' }))
      return Math.min(target.byteLength, sizeBytes - position)
    },
  }
}

/** A file with this content. */
export function sourceOf(content: Buffer): FileSource {
  return {
    ...unchanging,
    sizeBytes: content.length,
    read: async (target, position) => content.copy(target, 0, position, Math.min(content.length, position + target.length)),
    digest: async () => createHash('sha256').update(content).digest('hex'),
  }
}

/** A network whose hosts a test makes reachable or not. */
export interface FakeNetwork extends Network {
  isReachable: boolean
  /** Addresses that were probed, in order. */
  readonly probes: string[]
  /** How often connections were dropped. */
  drops: number
  readonly isWatched: boolean
  /** Reports that this machine is in another network. */
  change(): void
}

export function fakeNetwork(): FakeNetwork {
  const listeners = new Set<() => void>()
  return {
    probes: [],
    isReachable: true,
    drops: 0,
    get isWatched(): boolean {
      return listeners.size > 0
    },
    change(): void {
      for (const listener of listeners) listener()
    },
    async reaches(address) {
      this.probes.push(address)
      return this.isReachable
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    dropConnections() {
      this.drops += 1
    },
  }
}

/** One transfer whose host a test plays. */
export interface ScriptedSend {
  readonly job: TransferJob
  end(outcome: TransferOutcome): void
}

/** A transfer whose progress and end a test controls. Aborted sends end by themselves, like real ones. */
export function scriptedTransfer(): Transfer & {
  readonly sends: ScriptedSend[]
  readonly running: () => ScriptedSend[]
  readonly terminated: string[]
} {
  const sends: ScriptedSend[] = []
  const open = new Set<ScriptedSend>()
  const terminated: string[] = []
  return {
    sends,
    terminated,
    running: () => [...open],
    send: (job) =>
      new Promise((resolve) => {
        const send: ScriptedSend = {
          job,
          end(outcome) {
            if (open.delete(send)) resolve(outcome)
          },
        }
        sends.push(send)
        open.add(send)
        job.signal.addEventListener('abort', () => send.end({ kind: 'aborted' }))
        if (job.signal.aborted) send.end({ kind: 'aborted' })
      }),
    async terminate(uploadUrl) {
      terminated.push(uploadUrl)
      return 'deleted'
    },
    probe: async () => ({ extensions: ['creation', 'termination'], checksums: [], maxSizeBytes: null }),
  }
}

const notThere = (): Promise<never> => Promise.reject(new Error('no folder is watched here'))

/** Ports of an engine without watched folders. */
export const noFolders = {
  folderFiles: {
    folder: async () => null,
    unnamedPath: async () => null,
    readFolder: notThere,
    stat: async () => null,
    wholeness: notThere,
    sha256: notThere,
    move: notThere,
    isTaken: notThere,
    trash: notThere,
  },
  volumes: { of: async () => null, list: async () => [], onChange: () => () => {} },
  folderEvents: {
    async watch(_path: string, { missing }: FolderReports) {
      missing('changes are not reported in this test')
      return async () => {}
    },
  },
}

/** Ports of an engine without thumbnails. */
export const noThumbnails: ThumbnailPorts = {
  cache: {
    open: async () => {},
    idOf: (text) => createHash('sha256').update(text).digest('hex'),
    has: () => false,
    failedMakers: () => [],
    read: async () => null,
    keep: async () => {},
    storeFailedMakers: async () => {},
    limitTo: async () => {},
  },
  makers: [],
  openMedia: () => Promise.reject(new Error('not used')),
  driveOf: () => 'drive',
}
