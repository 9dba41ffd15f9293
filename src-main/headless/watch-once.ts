/** @file `watch run --once`: when every finished file was sent, and what is left then. */
import { setTimeout as sleep } from 'node:timers/promises'
import { helpOf, messageOf } from '../contract/errors/errors.ts'
import { messageOfFile, messageOfWatch, WATCH_REASON_MESSAGES } from '../contract/messages/watch-messages.ts'
import { NO_END } from '../contract/queue/upload.ts'
import { counted } from '../contract/text/format.ts'
import type { WatchReason, WatchView } from '../contract/watch.ts'
import type { Client } from '../http-api/client.ts'
import type { ServiceFollower } from './watch-follow.ts'

const POLL_MS = 250
const PAGE = 500

/** Reasons of files that wait on purpose, or have nothing to send. */
const LATER: ReadonlySet<WatchReason> = new Set(['hours', 'empty'])

interface Leftover {
  readonly failed: number
  readonly attention: number
  /** What is left, as text. */
  readonly notes: readonly string[]
}

/** Scans every folder, and resolves when nothing is in progress any more. */
export async function sendOnce(client: Client, follower: ServiceFollower, interrupted: AbortSignal): Promise<Leftover> {
  try {
    const notes = await scanAll(client)
    while (!(await isQuiet(client, follower))) await sleep(POLL_MS, undefined, { signal: interrupted })
    const left = await leftover(client, follower)
    return { ...left, notes: [...notes, ...left.notes] }
  } catch (caught) {
    if (!interrupted.aborted) throw caught
    return NOTHING_LEFT
  }
}

/** A command that was stopped does not report what is left. */
export const NOTHING_LEFT: Leftover = { failed: 0, attention: 0, notes: [] }

/** The state of the folder reports that it is away or unreadable. */
async function scanAll(client: Client): Promise<string[]> {
  const watches = await client.request('watch.list', {})
  if (watches.length === 0) return ['No folder is watched. Add one with: reelay watch add FOLDER --account NAME']
  for (const { id, state } of watches) {
    if (state !== 'paused') await client.request('watch.scan', { id }).catch(() => {})
  }
  return []
}

/**
 * First the folders, then the queue, then the folders again: a file that moves from one to the other meanwhile is found, and
 * a sent one is moved by its folder.
 */
async function isQuiet(client: Client, follower: ServiceFollower): Promise<boolean> {
  return !(await isBusy(client)) && (await isSettled(client, follower)) && !(await isBusy(client))
}

async function isBusy(client: Client): Promise<boolean> {
  return (await client.request('watch.list', {})).some(({ busy }) => busy)
}

async function isSettled(client: Client, follower: ServiceFollower): Promise<boolean> {
  const { summary } = await client.request('queue.page', { filter: {}, offset: 0, limit: 1 })
  const { queued, preparing, uploading, verifying, waiting } = summary.counts
  if (queued + preparing + uploading + verifying > 0) return false
  return waiting === 0 || (await stranded(client, follower)).length === waiting
}

/** Uploads that wait for a drive, for a schedule that never allows them, or for a server that has never answered. */
async function stranded(client: Client, follower: ServiceFollower): Promise<string[]> {
  const found: string[] = []
  for (let offset = 0; ; offset += PAGE) {
    const { rows, total } = await client.request('queue.page', { filter: { group: 'waiting' }, offset, limit: PAGE })
    for (const { id, state, waiting } of rows) {
      if (state !== 'waiting') continue
      if (waiting?.reason === 'volume' || waiting?.until === NO_END || follower.isHopeless(id)) found.push(id)
    }
    if (rows.length === 0 || offset + rows.length >= total) return found
  }
}

async function leftover(client: Client, follower: ServiceFollower): Promise<Leftover> {
  const notes: string[] = []
  const stopped = new Map(follower.stopped)
  for (const id of await stranded(client, follower)) stopped.set(id, follower.isHopeless(id) ? 'failed' : 'attention')
  let attention = 0
  for (const watch of await client.request('watch.list', {})) {
    for (const [id, kind] of await stoppedBefore(client, watch)) if (!stopped.has(id)) stopped.set(id, kind)
    if (watch.state === 'paused') continue
    if (watch.state !== 'watching' || watch.failure !== null) {
      attention += 1
      notes.push(watch.state === 'watching' && watch.failure ? messageOf(watch.failure) : stateNote(watch))
    }
    for (const { state, reason, files } of await client.request('watch.reasons', { id: watch.id })) {
      if ((state !== 'asking' && state !== 'waiting' && state !== 'sent') || reason === null) continue
      if (!LATER.has(reason)) attention += files
      const { title, help } = messageOfFile({ state, reason }) ?? WATCH_REASON_MESSAGES[reason]
      const example = reason === 'not-moved' ? await whyNotMoved(client, watch.id) : help
      notes.push(`${watch.path}: ${counted(files, 'file')}: ${title}. ${example}`)
    }
  }
  const kinds = [...stopped.values()]
  const failed = kinds.filter((kind) => kind === 'failed').length
  return { failed, attention: attention + kinds.length - failed, notes }
}

function stateNote(watch: WatchView): string {
  const { title, help } = messageOfWatch(watch)
  return `${watch.path}: ${title}. ${help}`
}

/** With the reason of one of them, which mostly all share. */
async function whyNotMoved(client: Client, id: string): Promise<string> {
  const { rows } = await client.request('watch.files', { id, state: 'sent', reason: 'not-moved', offset: 0, limit: 1 })
  const problem = rows[0]?.failure
  return problem ? helpOf(problem) : WATCH_REASON_MESSAGES['not-moved'].help
}

/** Queued files that stopped in an earlier run and are not sent yet. */
async function stoppedBefore(client: Client, { id, counts }: WatchView): Promise<[string, 'failed' | 'attention'][]> {
  const found: [string, 'failed' | 'attention'][] = []
  for (let offset = 0; offset < counts.queued; offset += PAGE) {
    const { rows } = await client.request('watch.files', { id, state: 'queued', offset, limit: PAGE })
    if (rows.length === 0) break
    for (const { uploadId } of rows) {
      if (uploadId === null) continue
      const upload = await client.request('queue.get', { id: uploadId }).then(
        (details) => details.upload,
        () => null,
      )
      if (upload?.state === 'failed' || upload?.state === 'cancelled') found.push([uploadId, 'failed'])
      else if (upload?.state === 'needs-attention') found.push([uploadId, 'attention'])
    }
  }
  return found
}
