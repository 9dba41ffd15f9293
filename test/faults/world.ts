/** @file The harness of one run: the file, a server with faults, the proxy in between, a disk, and what was seen. */
import { open, readdir } from 'node:fs/promises'
import process from 'node:process'
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts'
import { writeMedia } from '../support/media.ts'
import { DRIVE_KINDS, type Drive, makeDrive, mountTinyDisk } from '../support/mounts.ts'
import { sha256Of } from '../support/sha256.ts'
import { type TempFolder, tempFolder } from '../support/temp-folder.ts'
import { startTusServer, type TusServer } from '../support/tus-server.ts'
import { asNobody, isRoot } from '../support/users.ts'
import type { FaultName } from './fault-table.ts'
import type { Plan } from './plan.ts'
import { createServerFaults, type Seen, type ServerFaults } from './server-faults.ts'
import { driveFor } from './source.ts'
import type { Ending } from './subject.ts'

const HOUR_MS = 3_600_000
const TINY_DISK_KILOBYTES = 2_048
const LOG_DISK_KILOBYTES = 512

export interface World {
  readonly plan: Plan
  readonly folder: TempFolder
  readonly server: TusServer
  readonly proxy: FaultProxy
  readonly endpoint: string
  readonly file: string
  /** Where the file lies, when that is a drive of its own. */
  readonly drive: Drive | null
  /** The path that the next start gets. */
  path: string
  readonly dataDir: string
  /** The log has a small disk of its own. */
  readonly hasLogDisk: boolean
  /** The user to run as; `undefined` is this one. */
  readonly uid: number | undefined
  readonly serverFaults: ServerFaults
  readonly seen: Seen
  /** SHA-256 of the file before any fault. */
  readonly firstHash: string
  /** Size of the file as it is now. */
  sizeBytes: number
  /** How often a fault made another file of it. */
  versions: number
  /** Undo faults before the next start, as a person would; each gets the code that the upload stopped with. */
  readonly repairs: ((code: string | null) => Promise<void>)[]
  /** The card that the file was copied from, when it has to have the same content. */
  card: string | null
  /** Faults that end by themselves and are not over yet. */
  readonly pending: Set<Promise<unknown>>
  /** How often each fault met what it was made for. */
  readonly strikes: Map<FaultName, number>
  readonly strike: (name: FaultName, count?: number) => void
  /** Runs once the upload is done. */
  readonly afterUpload: (() => Promise<void>)[]
  /** How the commands ended that got another path to the file. */
  readonly otherEndings: Ending[]
  /** Starts a further command with another path to the file. */
  sendFromOtherPath: (path: string) => Promise<void>
  /** Sends a signal to the running subject. */
  signal: (signal: NodeJS.Signals) => void
  /** Closes the reader of the standard output of the running subject. */
  closeReader: () => void
  /** Disposes of a resource together with this one. */
  readonly use: (resource: AsyncDisposable) => void
  [Symbol.asyncDispose](): Promise<void>
}

export async function openWorld(plan: Plan): Promise<World> {
  const stack = new AsyncDisposableStack()
  const folder = stack.use(await tempFolder())
  const expiring = plan.server === 'expiring' ? { expiresMs: HOUR_MS } : {}
  const server = stack.use(await startTusServer({ directory: folder.in('stored'), ...expiring }))
  const proxy = stack.use(await startFaultProxy(() => server.port))
  server.slowDown(plan.bytesPerSecond)
  const file = folder.in('source', 'clip.mov')
  const drive = await driveFor(plan, folder)
  if (drive) stack.use(drive)
  await drive?.plugIn(folder.in('source'))
  const firstHash = await writeSource(file, plan)
  const wants = (name: string): boolean => plan.faults.some((fault) => fault.name === name)
  const dataDir = folder.in('data')
  if (wants('disk-full')) stack.use((await mountTinyDisk(dataDir, TINY_DISK_KILOBYTES)) ?? noDisk)
  const logDisk = wants('log-full') ? await mountTinyDisk(`${dataDir}/logs`, LOG_DISK_KILOBYTES) : null
  if (logDisk) stack.use(logDisk)
  const uid = wants('file-unreadable') && isRoot ? await asNobody(folder.path) : undefined
  const strikes = new Map<FaultName, number>()
  const strike = (name: FaultName, count = 1): void => void strikes.set(name, (strikes.get(name) ?? 0) + count)
  const seen: Seen = { creations: 0, patches: 0, broken: 0, lostCreations: 0 }
  const serverFaults = createServerFaults(plan, seen, strike)
  server.intercept(serverFaults.intercept)
  const owned = stack.move()
  return {
    plan,
    folder,
    server,
    proxy,
    endpoint: `http://127.0.0.1:${proxy.port}/files/`,
    file,
    drive,
    path: file,
    dataDir,
    hasLogDisk: logDisk !== null,
    uid,
    serverFaults,
    seen,
    firstHash,
    sizeBytes: plan.sizeBytes,
    versions: 1,
    repairs: [],
    card: null,
    pending: new Set(),
    strikes,
    strike,
    afterUpload: [],
    otherEndings: [],
    sendFromOtherPath: async () => {},
    signal: () => {},
    closeReader: () => {},
    use: (resource) => void owned.use(resource),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

const noDisk: AsyncDisposable = { [Symbol.asyncDispose]: async () => {} }

async function writeSource(file: string, { sizeBytes, sparse, seed }: Plan): Promise<string> {
  if (!sparse) return writeMedia(file, sizeBytes, `seed ${seed}`)
  await writeMedia(file, 1_000_000, `seed ${seed}`)
  const handle = await open(file, 'r+')
  await handle.truncate(sizeBytes)
  await handle.close()
  return sha256Of(file)
}

/** Whether tiny disks, drives and other users are available; faults that need them are left out or replaced otherwise. */
export async function machineCapabilities(): Promise<{
  readonly disks: boolean
  readonly drives: boolean
  readonly users: boolean
}> {
  await using folder = await tempFolder()
  const disk = await mountTinyDisk(folder.in('disk'), 64)
  await disk?.[Symbol.asyncDispose]()
  const drives = await Promise.all(DRIVE_KINDS.map((kind) => makeDrive(kind, folder.in(kind))))
  for (const drive of drives) await drive?.[Symbol.asyncDispose]()
  return { disks: disk !== null, drives: !drives.includes(null), users: process.platform !== 'win32' }
}

export async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
}
