/** @file A watched folder over a disk in memory, with the real ledger, a clock that tests move, and a queue that only notes. */
import { openJournal } from '../../src-main/adapters/sqlite/journal.ts'
import { FailureError, failure } from '../../src-main/contract/errors.ts'
import { type MediaFacts, NO_FACTS } from '../../src-main/contract/media.ts'
import { DEFAULT_WATCH_RULES, type WatchRules } from '../../src-main/contract/watch.ts'
import type { FileIdentity } from '../../src-main/engine/files/identity.ts'
import type { Volume } from '../../src-main/engine/files/volumes.ts'
import type { QueuePort } from '../../src-main/engine/queue/queue-port.ts'
import type { Upload } from '../../src-main/engine/queue/upload.ts'
import { createSerialQueue } from '../../src-main/engine/serial.ts'
import { createBatches } from '../../src-main/engine/watch/batches.ts'
import { createFolder } from '../../src-main/engine/watch/folder.ts'
import { compileRules } from '../../src-main/engine/watch/rules.ts'
import type { WatchProfile } from '../../src-main/engine/watch/watch-profile.ts'
import { createFakeClock } from './fake-clock.ts'
import { anUpload, silentLog } from './fakes.ts'
import { createMemoryFolder, sha } from './memory-folder.ts'

const KEY = 'volume\nin'
const ROOT = '/media/card'
const CARD: Omit<Volume, 'stableInodes'> = { id: 'volume', own: null, label: 'CARD', kind: 'local', root: '/media' }

export type WatchHarness = ReturnType<typeof createWatchHarness>

export function createWatchHarness(given: Partial<WatchRules> = {}, { stableInodes = true } = {}) {
  const clock = createFakeClock()
  const journal = openJournal(':memory:')
  const uploads = new Map<string, Upload>()
  const handed: string[] = []
  const reported: string[] = []
  const batchNames: string[] = []
  /** Paths of files that were sent by hand. */
  const receipts = new Set<string>()
  /** What files say of themselves, by path in the folder; others cannot be read. */
  const facts = new Map<string, Partial<MediaFacts>>()
  const mediaReads: string[] = []
  let refusal: FailureError | null = null
  let onHandOver: () => void = () => {}
  let volume: Volume | null = { ...CARD, stableInodes }
  const otherDrives: Volume[] = []
  const driveListeners = new Set<() => void>()
  /** What the system has no more of when drives are asked for. */
  let listFailure: FailureError | null = null
  let lists = 0
  let device = 1
  let report: (paths: readonly string[] | null) => void = () => {}
  let reportMissing: (reason: string | null) => void = () => {}
  let profile: WatchProfile = {
    id: 'watch',
    path: ROOT,
    volume: { id: 'volume', label: 'CARD', kind: 'local' },
    inVolume: 'card',
    rules: { ...DEFAULT_WATCH_RULES, accountId: 'one', quietSeconds: 10, ...given },
    paused: false,
    begun: false,
  }

  const memory = createMemoryFolder({ root: ROOT, now: clock.now, isPluggedIn: () => volume !== null, device: () => device })
  const { disk } = memory

  const queue: QueuePort = {
    enqueue({ files: some, batchId }, onResults) {
      onHandOver()
      onResults(
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
    fileChanged: (id) => void reported.push(`changed ${uploads.get(id)?.path.slice(ROOT.length + 1)}`),
    fileMoved(id, { path, identity }) {
      const upload = uploads.get(id)
      if (upload) uploads.set(id, { ...upload, path, identity })
      reported.push(`moved ${path.slice(ROOT.length + 1)}`)
    },
    filePathTaken: (id) => void reported.push(`displaced ${uploads.get(id)?.path.slice(ROOT.length + 1)}`),
    moveBefore: (ids, anchor) => void reported.push(`${ids.join(', ')} before ${anchor}`),
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
    files: memory.files,
    media: {
      async read(path) {
        mediaReads.push(path.slice(ROOT.length + 1))
        const found = memory.foundAt(path)
        const told = facts.get(path.slice(ROOT.length + 1))
        if (!found || !told) return null
        const { sizeBytes, mtimeNs } = found.identity
        return { sizeBytes, mtimeNs, facts: { ...NO_FACTS, ...told } }
      },
    },
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
        reportMissing = missing
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
    ...memory,
    watchedFiles: journal.watched,
    handed,
    reported,
    batchNames,
    facts,
    mediaReads,
    journal,
    /** The journal takes nothing, or takes it again. */
    refuse(isRefusing = true): void {
      refusal = isRefusing ? new FailureError(failure('store.full', { path: 'journal.db' })) : null
    },
    onHandOver(work: () => void): void {
      onHandOver = work
    },
    /** A receipt is there for the file, from an upload by hand. */
    sentBefore: (name: string): void => void receipts.add(`${ROOT}/${name}`),
    /** What is in a row of the ledger, gone or not. */
    entry: (name: string) => journal.watched.page(KEY, { state: 'all', search: '' }, 0, 1_000).find((one) => one.name === name),
    reportAll: (): void => report(null),
    /** Changes are not reported in a part of it, or are again. */
    missing: (reason: string | null): void => reportMissing(reason),
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
      for (const [path, file] of disk) disk.set(path, { ...file, inode: memory.nextInode() })
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
      const found = upload && memory.foundAt(upload.path)
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
    async scan(): Promise<void> {
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
