/** @file A dry run: what rules would send of a folder. Nothing is stored and nothing is sent. */
import type { Failure } from '../../contract/errors/errors.ts'
import { failure } from '../../contract/errors/errors.ts'
import type { WatchPreview, WatchReason, WatchRules } from '../../contract/watch.ts'
import type { FileIdentity } from '../files/identity.ts'
import { join, pathOf } from '../files/paths.ts'
import type { LocatedFile } from '../files/same-file.ts'
import type { Media, MediaReading } from '../ports/media.ts'
import type { Clock } from '../ports.ts'
import type { QueuePort } from '../queue/queue-port.ts'
import { untilAborted } from '../until-aborted.ts'
import { TIMED_OUT, withTimeout } from '../with-timeout.ts'
import type { FolderContent, FolderFiles, FoundFile, UnnamedFile, WatchedFileStore } from './ports.ts'
import type { RuleFilter } from './rules.ts'
import { isUntouched } from './same-watched-file.ts'
import { inOrder } from './sending-order.ts'
import { walkTree } from './tree-walk.ts'

const MAX_SAMPLES = 200
const MAX_PROBLEMS = 50
const MAX_MS = 30_000
/** Longest time without a turn of the event loop: rules and journal are queried for each file. */
const SLICE_MS = 8

type Sample = WatchPreview['sample'][number] & { readonly mtimeNs: string }

interface PreviewJob {
  readonly path: string
  /** Key of the folder in the watched-file store; `null` when it can have none. */
  readonly folder: string | null
  readonly rules: WatchRules
  readonly filter: RuleFilter
  readonly stableInodes: boolean
  readonly locate: (path: string, identity: FileIdentity) => LocatedFile
  /** Not on a network. */
  readonly isNear: boolean
  /** Whether it was scanned as a whole before: then every unknown file is new. */
  readonly isWatched: boolean
  /** The journal does not contain all that the folder has sent: unknown files become questions. */
  readonly isUnsure: boolean
  readonly signal: AbortSignal
}

export async function previewOf(
  {
    files,
    media,
    watchedFiles,
    queue,
    clock,
  }: { files: FolderFiles; media: Pick<Media, 'read'>; watchedFiles: WatchedFileStore; queue: QueuePort; clock: Clock },
  { path, folder, rules, filter, stableInodes, locate, isNear, isWatched, isUnsure, signal }: PreviewJob,
): Promise<WatchPreview> {
  const until = clock.now() + MAX_MS
  let sending: Sample[] = []
  const others: Sample[] = []
  const ignored: Partial<Record<WatchReason, number>> = {}
  const problems: { path: string; failure: Failure }[] = []
  let count = 0
  let bytes = 0
  let sentBefore = 0

  const complete = await walkTree(files, {
    root: path,
    from: '',
    isNear,
    enters: filter.enters,
    signal,
    isTimeUp: () => clock.now() > until,
    onFolder: countFiles,
    onUnreadable: (unread, { failure: problem }) => addProblem(unread, problem),
  })
  sending.sort(inOrder(rules.order))
  const unread = filter.media.areUsed ? await leaveOutByMedia() : 0
  const sample = [...sending.slice(0, MAX_SAMPLES), ...others].slice(0, MAX_SAMPLES)
  return {
    path,
    complete,
    files: count,
    send: { files: sending.length, bytes },
    ignored,
    sentBefore,
    unread,
    sample: sample.map(({ mtimeNs: _, ...shown }) => shown),
    problems,
  }

  async function countFiles(directory: string, content: FolderContent): Promise<void> {
    let turnAt = clock.now() + SLICE_MS
    for (const file of content.files) {
      countFile(directory, file)
      if (clock.now() < turnAt) continue
      await clock.turn()
      signal.throwIfAborted()
      turnAt = clock.now() + SLICE_MS
    }
    for (const file of content.unnamed) countUnnamed(directory, file)
    for (const name of content.links) leaveOut({ path: join(directory, name), sizeBytes: 0, mtimeNs: '0' }, 'link')
    await clock.turn()
  }

  function countFile(directory: string, found: FoundFile): void {
    count += 1
    const { sizeBytes, mtimeNs } = found.identity
    const file = { path: join(directory, found.name), sizeBytes, mtimeNs }
    const reason = filter.leavesOut(directory, found.name, sizeBytes)
    if (reason) leaveOut(file, reason)
    else if (wasSent(directory, found)) {
      sentBefore += 1
      addSample({ ...file, verdict: 'sent', reason: null })
    } else if (isUnsure) leaveOut(file, 'unsure')
    else if (!isWatched && rules.existing === 'new') leaveOut(file, 'existing')
    else {
      bytes += sizeBytes
      sending.push({ ...file, verdict: 'send', reason: null })
    }
  }

  function countUnnamed(directory: string, { name, identity, isFolder }: UnnamedFile): void {
    const below = join(directory, name)
    if (isFolder && !filter.enters(below)) return
    count += isFolder ? 0 : 1
    const reason = (isFolder ? null : filter.leavesOut(directory, name, identity.sizeBytes)) ?? 'not-text'
    leaveOut({ path: below, sizeBytes: identity.sizeBytes, mtimeNs: identity.mtimeNs }, reason)
    const shown = pathOf(path, below)
    if (reason === 'not-text') addProblem(shown, failure('file.notText', { path: shown }))
  }

  function wasSent(directory: string, found: FoundFile): boolean {
    const entry = folder === null ? null : watchedFiles.at(folder, directory, found.name)
    const isKnown = entry && isUntouched(entry, found, stableInodes) && entry.state === 'sent'
    return isKnown || queue.sentBefore(locate(pathOf(path, join(directory, found.name)), found.identity), rules.accountId)
  }

  /** Reads files in the order in which they would be sent, as long as there is time. Returns how many were not read. */
  async function leaveOutByMedia(): Promise<number> {
    const all = sending
    sending = []
    let unread = 0
    for (const file of all) {
      const reading = await readInTime(pathOf(path, file.path))
      if (reading === 'late') unread += 1
      const reason = reading && reading !== 'late' && filter.media.leavesOut(reading.facts)
      if (!reason) {
        sending.push(file)
        continue
      }
      bytes -= file.sizeBytes
      leaveOut(file, reason)
    }
    return unread
  }

  /** `late` after the time limit: the drive may be busy with transfers for longer than a person waits. @throws the reason of the signal */
  async function readInTime(at: string): Promise<MediaReading | 'late' | null> {
    signal.throwIfAborted()
    const left = until - clock.now()
    if (left < 0) return 'late'
    const reading = media.read(at, { isUrgent: false }).catch(() => null)
    const result = await withTimeout(untilAborted(reading, signal), left, clock)
    return result === TIMED_OUT ? 'late' : result
  }

  function leaveOut(file: Pick<Sample, 'path' | 'sizeBytes' | 'mtimeNs'>, reason: WatchReason): void {
    ignored[reason] = (ignored[reason] ?? 0) + 1
    addSample({ ...file, verdict: 'ignored', reason })
  }

  function addSample(file: Sample): void {
    if (others.length < MAX_SAMPLES) others.push(file)
  }

  function addProblem(at: string, problem: Failure): void {
    if (problems.length < MAX_PROBLEMS) problems.push({ path: at, failure: problem })
  }
}
