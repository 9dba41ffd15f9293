/** @file Everything around the subject of a run: its file, a server with manners of its own, the line between, and a disk. */
import { open, readdir } from 'node:fs/promises'
import type http from 'node:http'
import process from 'node:process'
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts'
import { writeMedia } from '../support/media.ts'
import { sha256Of } from '../support/sha256.ts'
import { checkChunk } from '../support/simulators/cloudflare-rules.ts'
import { Refused } from '../support/simulators/tus.ts'
import { type TempFolder, tempFolder } from '../support/temp-folder.ts'
import { mountTinyDisk } from '../support/tiny-disk.ts'
import { startTusServer, type TusServer } from '../support/tus-server.ts'
import { asNobody, isRoot } from '../support/users.ts'
import type { Phase } from './fault-table.ts'
import type { Plan } from './plan.ts'

const HOUR_MS = 3_600_000
const TINY_DISK_KILOBYTES = 2_048

/** An answer in place of the server’s, for as many requests of a kind as it says. */
export interface PlannedAnswer {
  readonly phase: Phase
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  left: number
}

export interface Seen {
  /** Requests of each kind that reached the server. */
  creations: number
  patches: number
  /** Requests with bytes that did not end in a success that was told. */
  broken: number
  /** Creations whose answer did not reach the client. */
  lostCreations: number
}

export interface World {
  readonly plan: Plan
  readonly folder: TempFolder
  readonly server: TusServer
  readonly proxy: FaultProxy
  readonly endpoint: string
  readonly file: string
  readonly dataDir: string
  /** The user to run as; `undefined` is this one. */
  readonly uid: number | undefined
  readonly answers: PlannedAnswer[]
  readonly seen: Seen
  /** SHA-256 of the file before any fault. */
  readonly firstHash: string
  /** Size of the file as it is now. */
  sizeBytes: number
  /** How often a fault made another file of it. */
  versions: number
  /** What puts things right before a person tries again. */
  readonly mends: (() => Promise<void>)[]
  /** Faults that end by themselves and are not over yet. */
  readonly pending: Set<Promise<unknown>>
  /** Signals to the subject that runs now. */
  signal: (signal: NodeJS.Signals) => void
  [Symbol.asyncDispose](): Promise<void>
}

const METHODS: Readonly<Record<string, Phase>> = { POST: 'create', HEAD: 'resume', PATCH: 'send' }

export async function openWorld(plan: Plan): Promise<World> {
  const stack = new AsyncDisposableStack()
  const folder = stack.use(await tempFolder())
  const expiring = plan.server === 'expiring' ? { expiresMs: HOUR_MS } : {}
  const server = stack.use(await startTusServer({ directory: folder.in('stored'), ...expiring }))
  const proxy = stack.use(await startFaultProxy(() => server.port))
  server.slowDown(plan.bytesPerSecond)
  const file = folder.in('source', 'clip.mov')
  const firstHash = await writeSource(file, plan)
  const wants = (name: string): boolean => plan.faults.some((fault) => fault.name === name)
  const dataDir = folder.in('data')
  if (wants('disk-full')) stack.use((await mountTinyDisk(dataDir, TINY_DISK_KILOBYTES)) ?? noDisk)
  const uid = wants('file-unreadable') && isRoot ? await asNobody(folder.path) : undefined
  const answers: PlannedAnswer[] = []
  const seen: Seen = { creations: 0, patches: 0, broken: 0, lostCreations: 0 }
  server.intercept(manners(plan, answers, seen))
  const owned = stack.move()
  return {
    plan,
    folder,
    server,
    proxy,
    endpoint: `http://127.0.0.1:${proxy.port}/files/`,
    file,
    dataDir,
    uid,
    answers,
    seen,
    firstHash,
    sizeBytes: plan.sizeBytes,
    versions: 1,
    mends: [],
    pending: new Set(),
    signal: () => {},
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

/** What the server does besides speaking tus: planned answers, rules of chunks, locks that are held for a while. */
function manners(plan: Plan, answers: readonly PlannedAnswer[], seen: Seen) {
  let lockedUntil = 0
  /** The length that the newest upload was made with. */
  let sizeBytes = plan.sizeBytes
  return (request: http.IncomingMessage, response: http.ServerResponse): boolean => {
    const phase = METHODS[request.method ?? '']
    if (phase === undefined) return false
    if (phase === 'create') {
      seen.creations += 1
      sizeBytes = Number(request.headers['upload-length'] ?? 0)
    }
    if (phase === 'send') seen.patches += 1
    response.on('close', () => {
      const told = response.writableFinished && response.statusCode === 204
      if (phase === 'send' && !told) seen.broken += 1
      if (phase === 'create' && response.statusCode === 201 && !response.writableFinished) seen.lostCreations += 1
      if (plan.server === 'locking' && phase === 'send' && !request.complete) lockedUntil = Date.now() + 1_500
    })
    const planned = answers.find((answer) => answer.phase === phase && answer.left > 0)
    if (planned) {
      planned.left -= 1
      return answer(response, planned.status, planned.headers)
    }
    if (phase !== 'create' && Date.now() < lockedUntil) return answer(response, 423)
    if (plan.server === 'chunk-rules' && phase === 'send') return refusedByRules(request, response, sizeBytes)
    return false
  }
}

function refusedByRules(request: http.IncomingMessage, response: http.ServerResponse, sizeBytes: number): boolean {
  try {
    const offset = Number(request.headers['upload-offset'] ?? 0)
    const bodyBytes = Number(request.headers['content-length'] ?? 0)
    checkChunk({ bodyBytes, offset, sizeBytes })
    return false
  } catch (caught) {
    if (!(caught instanceof Refused)) throw caught
    return answer(response, caught.status_code)
  }
}

function answer(response: http.ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): true {
  const tus = status < 300 ? { 'tus-resumable': '1.0.0' } : {}
  response.writeHead(status, { ...tus, ...headers, connection: 'close' }).end(status < 300 ? '' : 'planned')
  return true
}

/** Whether tiny disks and other users can be had; without them, what needs them is left out. */
export async function machineCan(): Promise<{ readonly disks: boolean; readonly users: boolean }> {
  await using folder = await tempFolder()
  const disk = await mountTinyDisk(folder.in('disk'), 64)
  await disk?.[Symbol.asyncDispose]()
  return { disks: disk !== null, users: process.platform !== 'win32' }
}

export async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
}
