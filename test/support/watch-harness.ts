/** @file A watched folder over a disk in memory, with the real ledger, a clock that tests move, and a queue that only notes. */
import { createHash } from 'node:crypto'
import { openJournal } from '../../src-main/adapters/sqlite/journal.ts'
import { FailureError, failure } from '../../src-main/contract/errors.ts'
import { DEFAULT_WATCH_RULES, type WatchRules } from '../../src-main/contract/watch.ts'
import { type FileIdentity, sameIdentity } from '../../src-main/engine/files/identity.ts'
import type { Volume } from '../../src-main/engine/files/volumes.ts'
import type { QueuePort } from '../../src-main/engine/queue/queue-port.ts'
import type { Upload } from '../../src-main/engine/queue/upload.ts'
import { createSerialQueue } from '../../src-main/engine/serial.ts'
import type { WatchProfile } from '../../src-main/engine/watch/watch-profile.ts'
import { createBatches } from '../../src-main/engine/watch/batches.ts'
import { createFolder } from '../../src-main/engine/watch/folder.ts'
import type { FolderFiles, FoundFile, Wholeness } from '../../src-main/engine/watch/ports.ts'
import { compileRules } from '../../src-main/engine/watch/rules.ts'
import { createFakeClock } from './fake-clock.ts'
import { anUpload, silentLog } from './fakes.ts'

interface DiskFile {
  content: string
  mtimeNs: bigint
  readonly inode: string
  readonly birthNs: string
}

const KEY = 'volume\nin'
const ROOT = '/media/card'
const CARD: Omit<Volume, 'stableInodes'> = { id: 'volume', own: null, label: 'CARD', kind: 'local', root: '/media' }

export type WatchHarness = ReturnType<typeof createWatchHarness>

export function createWatchHarness(given: Partial<WatchRules> = {}, { stableInodes = true } = {}) {
  const clock = createFakeClock()
  const journal = openJournal(':memory:')
  const disk = new Map<string, DiskFile>()
  const links = new Map<string, string>()
  const uploads = new Map<string, Upload>()
  const handed: string[] = []
  const told: string[] = []
  const wholeness = new Map<string, Wholeness>()
  const batchNames: string[] = []
  const moved: string[] = []
  const looks: string[] = []
  /** Paths of files that were sent by hand. */
  const receipts = new Set<string>()
  let refusal: FailureError | null = null
  let onHandOver: () => void = () => {}
  let onMove: (name: string) => void | Promise<void> = () => {}
  let onRead: (path: string) => void | Promise<void> = () => {}
  let inodes = 100
  let volume: Volume | null = { ...CARD, stableInodes }
  const otherDrives: Volume[] = []
  const driveListeners = new Set<() => void>()
  /** What the system has no more of when drives are asked for. */
  let listFailure: FailureError | null = null
  let lists = 0
  let device = 1
  let report: (paths: readonly string[] | null) => void = () => {}
  let tellMissing: (reason: string | null) => void = () => {}
  let profile: WatchProfile = {
    id: 'watch',
    path: ROOT,
    volume: { id: 'volume', label: 'CARD', kind: 'local' },
    inVolume: 'card',
    rules: { ...DEFAULT_WATCH_RULES, accountId: 'one', quietSeconds: 10, ...given },
    paused: false,
    begun: false,
  }

  function nextInode(): string {
    inodes += 1
    return String(inodes)
  }

  const isThere = (path: string): boolean => path === ROOT || [...disk.keys()].some((file) => file.startsWith(`${path}/`))

  function foundAt(path: string): FoundFile | null {
    const file = volume ? disk.get(path) : undefined
    if (!file) return null
    const { content, mtimeNs, inode, birthNs } = file
    const identity: FileIdentity = { sizeBytes: content.length, mtimeNs: String(mtimeNs), inode, device: String(device) }
    return { name: path.slice(path.lastIndexOf('/') + 1), identity, birthNs }
  }

  const files: FolderFiles = {
    folder: async (path) => (volume && isThere(path) ? { path, device: String(device), inode: '1' } : null),
    unnamedPath: async () => null,
    async readFolder(path) {
      await onRead(path.slice(ROOT.length + 1))
      if (!volume || !isThere(path)) throw new FailureError(failure('file.missing', { path }))
      const below = [...disk.keys()].filter((file) => file.startsWith(`${path}/`)).map((file) => file.slice(path.length + 1))
      const folders = new Set(below.filter((name) => name.includes('/')).map((name) => name.slice(0, name.indexOf('/'))))
      const direct = below.filter((name) => !name.includes('/'))
      return {
        files: direct.map((name) => foundAt(`${path}/${name}`)).filter((found) => found !== null),
        folders: [...folders],
        unnamed: [],
        links: [...links.keys()].filter((file) => file.startsWith(`${path}/`)).map((file) => file.slice(path.length + 1)),
      }
    },
    async stat(path) {
      looks.push(path.slice(ROOT.length + 1))
      return foundAt(path)
    },
    wholeness: async (path) => wholeness.get(path) ?? 'whole',
    async sha256(path, identity) {
      const file = disk.get(path)
      const found = foundAt(path)
      if (!file || !found) throw new FailureError(failure('file.missing', { path }))
      if (!sameIdentity(found.identity, identity)) throw new FailureError(failure('file.changed', { path }))
      return sha(file.content)
    },
    async move(from, to) {
      await onMove(from.slice(ROOT.length + 1))
      const file = disk.get(from)
      if (!file || folderOf(from) === folderOf(to)) throw notMoved(from)
      if (disk.has(to)) return false
      moved.push(`${from.slice(ROOT.length + 1)} to ${to}`)
      disk.delete(from)
      disk.set(to, file)
      return true
    },
    isTaken: async (path) => disk.has(path) || isThere(path),
    async trash(path) {
      if (!disk.delete(path)) throw notMoved(path)
      moved.push(`${path.slice(ROOT.length + 1)} to the Trash`)
    },
  }

  const queue: QueuePort = {
    enqueue({ files: some, batchId }, whenTaken) {
      onHandOver()
      whenTaken(
        some.map(({ path, identity }) => {
          if (receipts.has(path)) return { kind: 'sent', receiptId: 'by hand', sha256: null }
          const known = [...uploads.values()].find((one) => one.path === path && one.sentAt === null)
          if (known) return { kind: 'queued', uploadId: known.id, isNew: false }
          const id = `upload ${uploads.size + 1}`
          uploads.set(id, { ...anUpload({ id, state: 'queued' }), path, identity, batchId })
          handed.push(path.slice(ROOT.length + 1))
          return { kind: 'queued', uploadId: id, isNew: true }
        }),
      )
    },
    upload: (id) => uploads.get(id) ?? null,
    fileChanged: (id) => void told.push(`changed ${uploads.get(id)?.path.slice(ROOT.length + 1)}`),
    fileMoved(id, { path, identity }) {
      const upload = uploads.get(id)
      if (upload) uploads.set(id, { ...upload, path, identity })
      told.push(`moved ${path.slice(ROOT.length + 1)}`)
    },
    fileDisplaced: (id) => void told.push(`displaced ${uploads.get(id)?.path.slice(ROOT.length + 1)}`),
    moveBefore: (ids, anchor) => void told.push(`${ids.join(', ')} before ${anchor}`),
    receipt: (uploadId) => {
      const upload = uploads.get(uploadId)
      return upload?.sentAt ? { id: `receipt of ${uploadId}`, sha256: sha(contents.get(uploadId) ?? '') } : null
    },
    sentBefore: () => false,
    needsContent: () => false,
  }
  /** What was sent, by upload. */
  const contents = new Map<string, string>()

  const batches = createBatches({
    store: journal.batches,
    clock,
    log: silentLog,
    isBusy: () => folder.isBusy(),
    onSettled: ({ name, sent, files: count }) => void batchNames.push(`${name}: ${sent} of ${count}`),
  })
  const folder = createFolder({
    key: KEY,
    profile: () => profile,
    update: (change) => {
      profile = { ...profile, ...change }
    },
    filter: () => compileRules(profile.rules, ['*.part', '.DS_Store'], null),
    watchedFiles: journal.watched,
    files,
    volumes: {
      of: async (path) => (volume && path.startsWith(volume.root) ? volume : null),
      async list() {
        lists += 1
        if (listFailure) throw listFailure
        return [...(volume ? [volume] : []), ...otherDrives]
      },
      onChange(listener) {
        driveListeners.add(listener)
        return () => driveListeners.delete(listener)
      },
    },
    events: {
      watch: async (_path, { changed, missing }) => {
        report = changed
        tellMissing = missing
        missing(null)
        return async () => {}
      },
    },
    queue,
    batches,
    clock,
    closing: new AbortController().signal,
    random: () => 0.5,
    log: silentLog,
    atOnce(work) {
      journal.transaction(() => {
        work()
        if (refusal) throw refusal
      })
    },
    scanQueue: createSerialQueue(),
    targetProblem: async () => null,
    onChange: () => {},
  })

  function send(only?: string): void {
    for (const [id, upload] of uploads) {
      if (upload.sentAt !== null || (only !== undefined && upload.path !== `${ROOT}/${only}`)) continue
      contents.set(id, disk.get(upload.path)?.content ?? '')
      const sent: Upload = { ...upload, state: 'done', sentAt: clock.now() }
      uploads.set(id, sent)
      const entry = journal.watched.ofUpload(id)
      if (entry) folder.onUpload(entry, { kind: 'sent', upload: sent })
    }
  }

  return {
    clock,
    folder,
    files,
    root: ROOT,
    watchedFiles: journal.watched,
    handed,
    told,
    batchNames,
    journal,
    /** What was moved away, and everything that was looked at by itself. */
    moved,
    looks,
    /** The journal takes nothing, or takes it again. */
    refuse(isRefusing = true): void {
      refusal = isRefusing ? new FailureError(failure('store.full', { path: 'journal.db' })) : null
    },
    onHandOver(work: () => void): void {
      onHandOver = work
    },
    /** Runs before a file is moved. */
    onMove(work: (name: string) => void | Promise<void>): void {
      onMove = work
    },
    /** A file outside of the folder. */
    writeElsewhere(path: string, content: string): void {
      disk.set(path, { content, mtimeNs: 1n, inode: nextInode(), birthNs: '1' })
    },
    /** Moves a file to a path outside of the folder. */
    moveElsewhere(name: string, path: string): void {
      const file = disk.get(`${ROOT}/${name}`)
      disk.delete(`${ROOT}/${name}`)
      if (file) disk.set(path, file)
    },
    /** A receipt is there for the file, from an upload by hand. */
    sentBefore: (name: string): void => void receipts.add(`${ROOT}/${name}`),
    /** Of what is outside of the folder. */
    elsewhere: (): string[] => [...disk.keys()].filter((path) => !path.startsWith(`${ROOT}/`)).sort(),
    /** What is in a row of the ledger, gone or not. */
    entry: (name: string) => journal.watched.page(KEY, { state: 'all', search: '' }, 0, 1_000).find((one) => one.name === name),
    /** Runs before a folder is read. */
    onRead(work: (path: string) => void | Promise<void>): void {
      onRead = work
    },
    wholeness: (name: string, what: Wholeness): void => void wholeness.set(`${ROOT}/${name}`, what),
    /** A new file, or with `inPlace` other content in the one that is there. */
    write(name: string, content: string, inPlace = false): void {
      const path = `${ROOT}/${name}`
      const before = disk.get(path)
      const mtimeNs = BigInt(clock.now()) * 1_000_000n
      if (before && inPlace) Object.assign(before, { content, mtimeNs })
      else disk.set(path, { content, mtimeNs, inode: nextInode(), birthNs: String(mtimeNs + BigInt(inodes)) })
    },
    touch(name: string): void {
      const file = disk.get(`${ROOT}/${name}`)
      if (file) file.mtimeNs = BigInt(clock.now()) * 1_000_000n
    },
    link(name: string): void {
      links.set(`${ROOT}/${name}`, 'elsewhere')
    },
    move(from: string, to: string): void {
      const file = disk.get(`${ROOT}/${from}`)
      disk.delete(`${ROOT}/${from}`)
      if (file) disk.set(`${ROOT}/${to}`, file)
    },
    /** A second name for the same file. */
    hardLink(from: string, to: string): void {
      const file = disk.get(`${ROOT}/${from}`)
      if (file) disk.set(`${ROOT}/${to}`, file)
    },
    remove: (name: string): void => void disk.delete(`${ROOT}/${name}`),
    reportAll: (): void => report(null),
    /** Changes are not reported in a part of it, or are again. */
    missing: (reason: string | null): void => tellMissing(reason),
    report: (...names: string[]): void => report(names.map((name) => `${ROOT}/${name}`)),
    unplug(): void {
      volume = null
    },
    /** The system says that drives came or went. */
    tellDrives(): void {
      for (const listener of [...driveListeners]) listener()
    },
    /** How many want to hear of drives, and how often all were asked for. */
    drives: () => ({ listeners: driveListeners.size, lists }),
    plugInOther(id: string, root: string): void {
      otherDrives.push({ id, own: null, label: id, kind: 'local', root, stableInodes })
    },
    /** Drives cannot be asked for, or can be again. */
    refuseLists(problem: FailureError | null): void {
      listFailure = problem
    },
    /** The folder that files are moved to is on this drive. */
    hasTarget(id: string, inVolume: string): void {
      profile = { ...profile, target: { volume: { id, label: id, kind: 'local' }, inVolume } }
    },
    /** Another volume is mounted in its place, and its device has the same number. */
    swap(): void {
      volume = { ...CARD, id: 'other', label: 'OTHER', stableInodes }
    },
    /** Mounted again, with another device number and, where they are not kept, other inodes. */
    plugIn(): void {
      device += 1
      volume = { ...CARD, stableInodes }
      if (stableInodes) return
      for (const [path, file] of disk) disk.set(path, { ...file, inode: nextInode() })
    },
    /** Removed and added again: what is known of its files stays. */
    async addAgain(change: Partial<WatchRules>): Promise<void> {
      await folder.stop()
      profile = { ...profile, begun: false, round: 0, rules: { ...profile.rules, ...change } }
    },
    /** It was looked at in a round that the journal need not know of; as a whole, unless said. */
    hasBegun(round: number, begun = true): void {
      profile = { ...profile, begun, round }
    },
    rules(change: Partial<WatchRules>): void {
      profile = { ...profile, rules: { ...profile.rules, ...change } }
    },
    /** A person added it by hand before. */
    hasAlready(name: string, identity: FileIdentity): void {
      uploads.set('by hand', { ...anUpload({ id: 'by hand', state: 'waiting' }), path: `${ROOT}/${name}`, identity })
    },
    /** The queue looks at the file of an upload and takes it as it is now. */
    queueTakes(id: string): void {
      const upload = uploads.get(id)
      const found = upload && foundAt(upload.path)
      const entry = journal.watched.ofUpload(id)
      if (!found || !entry) return
      const after: Upload = { ...upload, identity: found.identity, state: 'waiting' }
      uploads.set(id, after)
      folder.onUpload(entry, { kind: 'other', upload: after })
    },
    /** The queue has sent everything that it was given, or one file of it. */
    send,
    sendOnly: (name: string): void => send(name),
    set(id: string, change: Partial<Upload>): void {
      const upload = uploads.get(id)
      if (upload) uploads.set(id, { ...upload, ...change })
    },
    uploads,
    /** Looks at the folder and waits until what is found has settled. */
    async look(): Promise<void> {
      folder.start()
      await clock.settle()
      const done = folder.scanNow()
      await clock.settle()
      await done
      await clock.advance(25_000)
      await folder.idle()
      await clock.advance(1_000)
    },
    /** `path state (reason)` of every file that is there, by path. */
    known(): string[] {
      const rows = journal.watched.page(KEY, { state: 'all', search: '' }, 0, 1_000)
      return rows
        .filter(({ goneAt }) => goneAt === null)
        .map(
          ({ directory, name, state, reason }) =>
            `${directory ? `${directory}/` : ''}${name} ${state}${reason ? ` (${reason})` : ''}`,
        )
        .sort()
    },
  }
}

function notMoved(path: string): FailureError {
  return new FailureError(failure('watch.notMoved', { path, reason: 'it is not there, or would stay where it is' }))
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'))

function sha(content: string): string {
  return createHash('sha256').update(content).digest('hex')
}
