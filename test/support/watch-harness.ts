/** @file A watched folder over a disk in memory, with the real journal, a clock that tests move, and a queue that only records calls. */
import { openJournal } from '../../src-main/adapters/sqlite/journal.ts'
import { FailureError, failure } from '../../src-main/contract/errors/errors.ts'
import { type MediaFacts, NO_FACTS } from '../../src-main/contract/media.ts'
import { DEFAULT_WATCH_RULES, type WatchRules } from '../../src-main/contract/watch.ts'
import type { FileIdentity } from '../../src-main/engine/files/identity.ts'
import type { Volume } from '../../src-main/engine/files/volumes.ts'
import type { QueuePort } from '../../src-main/engine/queue/queue-port.ts'
import type { Upload } from '../../src-main/engine/queue/upload.ts'
import { createSerialQueue } from '../../src-main/engine/serial.ts'
import { createBatches } from '../../src-main/engine/watch/batches.ts'
import { createFolder } from '../../src-main/engine/watch/folder.ts'
import { compileRules, type RuleFilter } from '../../src-main/engine/watch/rules.ts'
import type { WatchProfile } from '../../src-main/engine/watch/watch-profile.ts'
import { createFakeClock } from './fake-clock.ts'
import { anUpload, silentLog } from './fakes.ts'
import { createMemoryFolder, sha } from './memory-folder.ts'

const KEY = 'volume\nin'
const ROOT = '/media/card'
const CARD: Omit<Volume, 'stableInodes'> = { id: 'volume', fileSystem: null, label: 'CARD', kind: 'local', root: '/media' }

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
  /** Media facts of files, by path in the folder; others cannot be read. */
  const facts = new Map<string, Partial<MediaFacts>>()
  const mediaReads: string[] = []
  let refusal: FailureError | null = null
  let onHandOver: () => void = () => {}
  let volume: Volume | null = { ...CARD, stableInodes }
  const otherDrives: Volume[] = []
  const driveListeners = new Set<() => void>()
  /** The failure of listing drives. */
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

  let compiled: { readonly rules: WatchRules; readonly filter: RuleFilter } | null = null
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
  /** Content that was sent, by upload. */
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
    filter() {
      if (compiled?.rules !== profile.rules) {
        compiled = { rules: profile.rules, filter: compileRules(profile.rules, ['*.part', '.DS_Store'], null) }
      }
      return compiled.filter
    },
    watchedFiles: journal.watched,
    files: memory.files,
    media: {
      async read(path) {
        mediaReads.push(path.slice(ROOT.length + 1))
        const found = memory.foundAt(path)
        const ownFacts = facts.get(path.slice(ROOT.length + 1))
        if (!found || !ownFacts) return null
        const { sizeBytes, mtimeNs } = found.identity
        return { sizeBytes, mtimeNs, facts: { ...NO_FACTS, ...ownFacts } }
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
    inTransaction(work) {
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
    /** Makes the journal refuse writes, or accept them again. */
    refuse(isRefusing = true): void {
      refusal = isRefusing ? new FailureError(failure('store.full', { path: 'journal.db' })) : null
    },
    onHandOver(work: () => void): void {
      onHandOver = work
    },
    /** Adds a receipt of an upload by hand. */
    sentBefore: (name: string): void => void receipts.add(`${ROOT}/${name}`),
    /** The row of a file in the journal, also of one that is gone. */
    entry: (name: string) => journal.watched.page(KEY, { state: 'all', search: '' }, 0, 1_000).find((one) => one.name === name),
    reportAll: (): void => report(null),
    /** Reports that changes in a part of the folder are not reported, or are again. */
    missing: (reason: string | null): void => reportMissing(reason),
    report: (...names: string[]): void => report(names.map((name) => `${ROOT}/${name}`)),
    unplug(): void {
      volume = null
    },
    /** Reports a change of the drives. */
    reportDriveChange(): void {
      for (const listener of [...driveListeners]) listener()
    },
    /** How many listen to changes of drives, and how often drives were listed. */
    drives: () => ({ listeners: driveListeners.size, lists }),
    plugInOther(id: string, root: string): void {
      otherDrives.push({ id, fileSystem: null, label: id, kind: 'local', root, stableInodes })
    },
    /** Makes listing drives fail, or work again. */
    refuseLists(problem: FailureError | null): void {
      listFailure = problem
    },
    /** Sets the drive of the target folder. */
    hasTarget(id: string, inVolume: string): void {
      profile = { ...profile, target: { volume: { id, label: id, kind: 'local' }, inVolume } }
    },
    /** Mounts another volume in its place, with the same device number. */
    swap(): void {
      volume = { ...CARD, id: 'other', label: 'OTHER', stableInodes }
    },
    /** Mounts it again, with another device number and, without stable inodes, other inodes. */
    plugIn(): void {
      device += 1
      volume = { ...CARD, stableInodes }
      if (stableInodes) return
      for (const [path, file] of disk) disk.set(path, { ...file, inode: memory.nextInode() })
    },
    /** Removes the folder and adds it again; rows of its files stay. */
    async addAgain(change: Partial<WatchRules>): Promise<void> {
      await folder.stop()
      profile = { ...profile, begun: false, round: 0, rules: { ...profile.rules, ...change } }
    },
    /** Sets the round of the last scan, which need not be in the journal. */
    hasBegun(round: number, begun = true): void {
      profile = { ...profile, begun, round }
    },
    rules(change: Partial<WatchRules>): void {
      profile = { ...profile, rules: { ...profile.rules, ...change } }
    },
    /** A person has added the file by hand before. */
    hasAlready(name: string, identity: FileIdentity): void {
      uploads.set('by hand', { ...anUpload({ id: 'by hand', state: 'waiting' }), path: `${ROOT}/${name}`, identity })
    },
    /** The queue identifies the file of an upload anew. */
    queueTakes(id: string): void {
      const upload = uploads.get(id)
      const found = upload && memory.foundAt(upload.path)
      const entry = journal.watched.ofUpload(id)
      if (!found || !entry) return
      const after: Upload = { ...upload, identity: found.identity, state: 'waiting' }
      uploads.set(id, after)
      folder.onUpload(entry, { kind: 'other', upload: after })
    },
    /** The queue sends everything that it got, or one file. */
    send,
    sendOnly: (name: string): void => send(name),
    set(id: string, change: Partial<Upload>): void {
      const upload = uploads.get(id)
      if (upload) uploads.set(id, { ...upload, ...change })
    },
    uploads,
    /** Scans the folder and waits until stability checks are over. */
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
