/** @file A dry run: what rules would send of a folder. Nothing is stored and nothing is sent. */
import type { Failure } from '../../contract/errors.ts'
import { FailureError, failure } from '../../contract/errors.ts'
import type { WatchPreview, WatchReason, WatchRules } from '../../contract/watch.ts'
import type { FileIdentity } from '../files/identity.ts'
import { join, pathOf } from '../files/paths.ts'
import type { LocatedFile } from '../files/same-file.ts'
import type { Clock } from '../ports.ts'
import type { QueuePort } from '../queue/queue-port.ts'
import type { FolderFiles, FoundFile, UnnamedFile, WatchedFileStore } from './ports.ts'
import type { RuleFilter } from './rules.ts'
import { isUntouched } from './same-watched-file.ts'
import { inOrder } from './sending-order.ts'

const MOST_SAMPLES = 200
const MOST_PROBLEMS = 50
const LONGEST_MS = 30_000
/** The longest time that the thread is held: rules and journal are asked about each file. */
const SLICE_MS = 8

type Sample = WatchPreview['sample'][number] & { readonly mtimeNs: string }

export interface PreviewJob {
  readonly path: string
  /** Key of the folder in the ledger; `null` when it can have none. */
  readonly folder: string | null
  readonly rules: WatchRules
  readonly filter: RuleFilter
  readonly stableInodes: boolean
  readonly locate: (path: string, identity: FileIdentity) => LocatedFile
  /** Not on a network. */
  readonly isNear: boolean
  /** Whether it was looked at as a whole before: then nothing counts as having been there. */
  readonly isWatched: boolean
  /** The journal does not know what it has sent: what is found is asked about. */
  readonly isUnsure: boolean
  readonly signal: AbortSignal
}

export async function previewOf(
  { files, watchedFiles, queue, clock }: { files: FolderFiles; watchedFiles: WatchedFileStore; queue: QueuePort; clock: Clock },
  { path, folder, rules, filter, stableInodes, locate, isNear, isWatched, isUnsure, signal }: PreviewJob,
): Promise<WatchPreview> {
  const until = clock.now() + LONGEST_MS
  const sending: Sample[] = []
  const others: Sample[] = []
  const ignored: Partial<Record<WatchReason, number>> = {}
  const problems: { path: string; failure: Failure }[] = []
  let count = 0
  let bytes = 0
  let sentBefore = 0
  let complete = true

  const open = ['']
  for (let directory = open.pop(); directory !== undefined; directory = open.pop()) {
    signal.throwIfAborted()
    if (clock.now() > until) {
      complete = false
      break
    }
    try {
      const content = await files.readFolder(pathOf(path, directory), { isNear, signal })
      let turnAt = clock.now() + SLICE_MS
      for (const file of content.files) {
        take(directory, file)
        if (clock.now() < turnAt) continue
        await clock.turn()
        signal.throwIfAborted()
        turnAt = clock.now() + SLICE_MS
      }
      for (const file of content.unnamed) takeUnnamed(directory, file)
      for (const name of content.links) leaveOut({ path: join(directory, name), sizeBytes: 0, mtimeNs: '0' }, 'link')
      const below = content.folders.map((name) => join(directory, name)).filter((one) => filter.enters(one))
      open.push(...below.sort().reverse())
    } catch (caught) {
      if (!(caught instanceof FailureError) || directory === '') throw caught
      if (problems.length < MOST_PROBLEMS) problems.push({ path: pathOf(path, directory), failure: caught.failure })
    }
    await clock.turn()
  }
  sending.sort(inOrder(rules.order))
  const sample = [...sending.slice(0, MOST_SAMPLES), ...others].slice(0, MOST_SAMPLES)
  return {
    path,
    complete,
    files: count,
    send: { files: sending.length, bytes },
    ignored,
    sentBefore,
    sample: sample.map(({ mtimeNs: _, ...shown }) => shown),
    problems,
  }

  function take(directory: string, found: FoundFile): void {
    count += 1
    const { sizeBytes, mtimeNs } = found.identity
    const file = { path: join(directory, found.name), sizeBytes, mtimeNs }
    const reason = filter.leavesOut(directory, found.name, sizeBytes)
    if (reason) leaveOut(file, reason)
    else if (wasSent(directory, found)) {
      sentBefore += 1
      note({ ...file, verdict: 'sent', reason: null })
    } else if (isUnsure) leaveOut(file, 'unsure')
    else if (!isWatched && rules.existing === 'new') leaveOut(file, 'existing')
    else {
      bytes += sizeBytes
      sending.push({ ...file, verdict: 'send', reason: null })
    }
  }

  function takeUnnamed(directory: string, { name, identity, isFolder }: UnnamedFile): void {
    const below = join(directory, name)
    if (isFolder && !filter.enters(below)) return
    count += isFolder ? 0 : 1
    const reason = (isFolder ? null : filter.leavesOut(directory, name, identity.sizeBytes)) ?? 'not-text'
    leaveOut({ path: below, sizeBytes: identity.sizeBytes, mtimeNs: identity.mtimeNs }, reason)
    if (reason === 'not-text' && problems.length < MOST_PROBLEMS) {
      const shown = pathOf(path, below)
      problems.push({ path: shown, failure: failure('file.notText', { path: shown }) })
    }
  }

  function wasSent(directory: string, found: FoundFile): boolean {
    const entry = folder === null ? null : watchedFiles.at(folder, directory, found.name)
    const isKnown = entry && isUntouched(entry, found, stableInodes) && entry.state === 'sent'
    return isKnown || queue.sentBefore(locate(pathOf(path, join(directory, found.name)), found.identity), rules.accountId)
  }

  function leaveOut(file: Pick<Sample, 'path' | 'sizeBytes' | 'mtimeNs'>, reason: WatchReason): void {
    ignored[reason] = (ignored[reason] ?? 0) + 1
    note({ ...file, verdict: 'ignored', reason })
  }

  function note(file: Sample): void {
    if (others.length < MOST_SAMPLES) others.push(file)
  }
}
