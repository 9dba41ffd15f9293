/**
 * @file The state machine of an upload, as a pure function. Nothing else assigns a state.
 *
 * [Note: Upload URL before first byte] `created` stores the address of the remote upload while the state is still
 * `preparing`; only `sending`, which needs that address, leads to bytes. So whatever ends the process, the next start
 * finds the address and asks the host how much it has.
 */
import { dispositionOf, type Failure, failure } from '../../contract/errors/errors.ts'
import type { Offload } from '../../contract/proof/offload.ts'
import { type Action, ALLOWED_STATES, canDo } from '../../contract/queue/actions.ts'
import { RUNNING, type UploadState, type Waiting } from '../../contract/queue/upload.ts'
import type { Links, Processing } from '../../contract/video.ts'
import type { FileIdentity } from '../files/identity.ts'
import { notPossible } from './not-possible.ts'
import type { RemoteNote, Upload } from './upload.ts'

export type UploadEvent =
  /** The scheduler gives the upload a slot. */
  | { readonly type: 'start' }
  /** The provider stores what it is about to create at the host, or has created there. */
  | { readonly type: 'note'; readonly note: RemoteNote }
  /** The host created the remote upload and returned its address. */
  | { readonly type: 'created'; readonly uploadUrl: string; readonly remoteId: string | null; readonly expiresAt: number | null }
  /** The host answered and bytes are about to move. */
  | {
      readonly type: 'sending'
      readonly offset: number
      readonly expiresAt: number | null
      readonly learnedChunkBytes: number | null
    }
  /** The host confirmed every byte. */
  | { readonly type: 'sent' }
  /** The file is still the one that was added, and the receipt is stored. */
  | { readonly type: 'verified'; readonly next: AfterSending }
  /** The host accepted a link and copies from it by itself. */
  | { readonly type: 'copied'; readonly remoteId: string; readonly pollAt: number }
  /** The provider reported the state of the video, or has not answered for too long. */
  | {
      readonly type: 'checked'
      readonly processing: Processing
      readonly links: Links
      readonly remote: Readonly<Record<string, string>>
      readonly pollAt: number | null
      /** The host gave up. */
      readonly failure: Failure | null
    }
  /** `free`: nothing was attempted, so it does not count as a failure. */
  | { readonly type: 'wait'; readonly waiting: Waiting; readonly free?: boolean }
  /** Nothing is sent at this time of the week. */
  | { readonly type: 'hold'; readonly waiting: Waiting }
  /** The wait is over. */
  | { readonly type: 'due' }
  | { readonly type: 'fail'; readonly failure: Failure }
  /** The process ends in good order. */
  | { readonly type: 'stop' }
  /** An earlier process ended without warning while this ran. */
  | { readonly type: 'recover' }
  /** Before anything was sent, the file turned out to differ from the one that was added. */
  | { readonly type: 'look'; readonly identity: FileIdentity }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'retry' }
  /** A person accepts a file that is not what was offloaded. */
  | { readonly type: 'sendAsIs' }
  /** Drop the remote upload and send this version of the file from the beginning, at once or after a wait. */
  | { readonly type: 'startOver'; readonly identity: FileIdentity; readonly waiting?: Waiting }
  /** Stop waiting for a host that was never reached. */
  | { readonly type: 'giveUp' }
  | { readonly type: 'cancel' }
  /** A cancellation is undone: the upload is again as it was before. */
  | { readonly type: 'uncancel'; readonly as: BeforeCancel }

/** The fields that a cancellation changes, with their values before it. */
export type BeforeCancel = Pick<Upload, 'state' | 'waiting' | 'failure' | 'settledAt' | 'pollAt'>

/** What follows the last byte: the host processes the video and is polled, it does not process, or it cannot be polled. */
export type AfterSending =
  | { readonly kind: 'processing'; readonly pollAt: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'unknown'; readonly processing: Processing }

export type UploadEventType = UploadEvent['type']

/** An event that a person asks for; `contract/queue/actions.ts` permits it. */
type ActionEvent = Extract<UploadEventType, Action>

/** The states in which every other event is permitted; elsewhere it is refused. */
const ALLOWED: Readonly<Record<Exclude<UploadEventType, ActionEvent>, readonly UploadState[]>> = {
  start: ['queued'],
  // What was created at the host must be stored even when a person has paused the upload meanwhile.
  note: ['preparing', 'queued', 'waiting', 'paused', 'needs-attention', 'failed'],
  created: ['preparing', 'queued', 'waiting', 'paused', 'needs-attention', 'failed'],
  sending: ['preparing'],
  sent: ['uploading'],
  verified: ['verifying'],
  copied: ['preparing', 'queued', 'waiting', 'paused'],
  checked: ['processing', 'done'],
  wait: ['preparing', 'uploading', 'verifying'],
  hold: ['queued', 'preparing', 'uploading', 'waiting'],
  due: ['waiting'],
  fail: ['preparing', 'uploading', 'verifying', 'processing', 'queued', 'waiting'],
  stop: ['preparing', 'uploading', 'verifying'],
  recover: ['preparing', 'uploading', 'verifying'],
  look: ['preparing', 'queued', 'waiting', 'paused', 'needs-attention', 'failed'],
  uncancel: ['cancelled'],
}

type Transition = { readonly ok: true; readonly upload: Upload } | { readonly ok: false; readonly refusal: Failure }

/** Whether an event is permitted in the state of an upload. */
export function canTake(upload: Pick<Upload, 'state' | 'failure'>, event: UploadEventType): boolean {
  if (isAction(event)) return canDo(event, upload)
  // A row that cannot be read is never sent: nobody knows what it would send.
  return ALLOWED[event].includes(upload.state) && upload.failure?.code !== 'queue.unreadable'
}

const isAction = (event: UploadEventType): event is ActionEvent => event in ALLOWED_STATES

/**
 * The upload after an event, or the refusal of an event that its state does not permit.
 *
 * @param now epoch milliseconds
 */
export function transition(upload: Upload, event: UploadEvent, now: number): Transition {
  if (!canTake(upload, event.type)) {
    return { ok: false, refusal: notPossible(upload.state, event.type) }
  }
  return { ok: true, upload: { ...upload, ...changes(upload, event, now) } }
}

function changes(upload: Upload, event: UploadEvent, now: number): Partial<Upload> {
  switch (event.type) {
    case 'start':
      return { state: 'preparing', attempts: upload.attempts + 1, startedAt: upload.startedAt ?? now }
    case 'note':
      return noted(upload, event.note)
    case 'created':
      return {
        uploadUrl: event.uploadUrl,
        remoteId: event.remoteId ?? upload.remoteId,
        expiresAt: event.expiresAt,
        acceptedBytes: 0,
        sentPrefix: null,
      }
    case 'sending':
      return {
        state: 'uploading',
        acceptedBytes: event.offset,
        expiresAt: event.expiresAt ?? upload.expiresAt,
        learnedChunkBytes: event.learnedChunkBytes ?? upload.learnedChunkBytes,
      }
    case 'sent':
      return { state: 'verifying', acceptedBytes: upload.identity.sizeBytes }
    case 'verified':
      return { sentAt: now, consecutiveFailures: 0, ...afterSending(event.next, now) }
    case 'copied':
      return {
        state: 'processing',
        waiting: null,
        remoteId: event.remoteId,
        sentAt: now,
        pollAt: event.pollAt,
        consecutiveFailures: 0,
      }
    case 'checked':
      return checked(upload, event, now)
    case 'wait':
      return { state: 'waiting', waiting: event.waiting, consecutiveFailures: upload.consecutiveFailures + (event.free ? 0 : 1) }
    case 'hold':
      return { state: 'waiting', waiting: event.waiting }
    case 'due':
    case 'stop':
    case 'recover':
      return { state: 'queued', waiting: null }
    case 'resume':
      return queuedAgain
    case 'retry':
      return { ...queuedAgain, ...retried(upload, now) }
    case 'sendAsIs':
      return { ...queuedAgain, offload: accepted(upload.offload, now) }
    case 'look':
      return { identity: event.identity }
    case 'startOver':
      return { ...queuedAgain, ...withoutRemote(upload), identity: event.identity, ...waitingFor(event.waiting) }
    case 'fail':
      return stopped(event.failure, now)
    case 'giveUp':
      return stopped(upload.waiting?.failure ?? failure('network.offline'), now, 'failed')
    case 'pause':
      return { state: 'paused', waiting: null }
    case 'cancel':
      return { state: 'cancelled', waiting: null, failure: null, settledAt: now, pollAt: null }
    case 'uncancel':
      // The attempt that ran when it was cancelled has ended.
      return RUNNING.has(event.as.state) ? { ...event.as, state: 'queued', waiting: null } : event.as
  }
}

const queuedAgain = { state: 'queued', waiting: null, failure: null, settledAt: null, consecutiveFailures: 0 } as const

/**
 * What a retry changes besides the state. A cancelled upload starts over, and one that was sent is only polled. With a retry after
 * `upload.orphan` or `upload.offsetBackwards` a person accepts what the host has: it is checked no more.
 */
function retried(upload: Upload, now: number): Partial<Upload> {
  if (upload.state === 'cancelled') return withoutRemote(upload)
  if (upload.sentAt !== null) return { state: 'processing', pollAt: now }
  if (upload.failure?.code === 'upload.orphan') return { remote: {} }
  return upload.failure?.code === 'upload.offsetBackwards' ? { acceptedBytes: 0 } : {}
}

function accepted(offload: Offload | null, now: number): Offload | null {
  return offload?.result === 'differs' ? { ...offload, acceptedAt: now } : offload
}

/**
 * Drops everything at the host: the next start creates it again. A creation request without an answer stays noted, unless a person
 * has checked at the host.
 */
function withoutRemote(upload: Upload): Partial<Upload> {
  const mayBeThere = upload.uploadUrl === null && upload.remoteId === null && upload.failure?.code !== 'upload.orphan'
  return {
    uploadUrl: null,
    remoteId: null,
    remote: mayBeThere ? upload.remote : {},
    links: {},
    expiresAt: null,
    sentAt: null,
    processing: null,
    pollAt: null,
    acceptedBytes: 0,
    sentPrefix: null,
    offload: null,
    restarts: upload.restarts + (upload.uploadUrl === null && upload.remoteId === null ? 0 : 1),
  }
}

function waitingFor(waiting: Waiting | undefined): Partial<Upload> {
  return waiting ? { state: 'waiting', waiting } : {}
}

/** A note is merged into what was noted before; `made: null` deletes it. */
function noted(upload: Upload, { remoteId, uploadUrl, made }: RemoteNote): Partial<Upload> {
  if (made === null) return { remote: {}, remoteId: null }
  return {
    remoteId: remoteId ?? upload.remoteId,
    uploadUrl: uploadUrl ?? upload.uploadUrl,
    remote: { ...upload.remote, ...made },
  }
}

function afterSending(next: AfterSending, now: number): Partial<Upload> {
  switch (next.kind) {
    case 'processing':
      return { state: 'processing', pollAt: next.pollAt }
    case 'done':
      return { state: 'done', settledAt: now }
    case 'unknown':
      return { state: 'done', settledAt: now, processing: next.processing }
  }
}

/** A playable video makes the upload done. What the provider still does afterwards is shown, but never reverts that. */
function checked(upload: Upload, event: Extract<UploadEvent, { type: 'checked' }>, now: number): Partial<Upload> {
  const answer = {
    processing: event.processing,
    links: { ...upload.links, ...event.links },
    remote: event.remote,
    pollAt: event.pollAt,
  }
  if (upload.state === 'done') return answer
  if (event.failure) return { ...answer, ...stopped(event.failure, now) }
  return event.processing.state === 'pending' ? answer : { ...answer, state: 'done', settledAt: now }
}

function stopped(problem: Failure, now: number, as?: UploadState): Partial<Upload> {
  const state = as ?? (dispositionOf(problem) === 'attention' ? 'needs-attention' : 'failed')
  return { state, failure: problem, waiting: null, settledAt: now, pollAt: null }
}
