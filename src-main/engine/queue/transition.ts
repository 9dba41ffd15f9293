/**
 * @file The life of an upload as a pure function. Nothing else assigns a state.
 *
 * [Note: Upload URL before first byte] `created` stores the address of the remote upload while the state is still
 * `preparing`; only `sending`, which needs that address, leads to bytes. So whatever ends the process, the next start
 * finds the address and asks the host how much it has.
 */
import { POSSIBLE } from '../../contract/actions.ts'
import { dispositionOf, type Failure, failure } from '../../contract/errors.ts'
import type { UploadState, Waiting } from '../../contract/upload.ts'
import type { FileIdentity, Upload } from './upload.ts'

export type UploadEvent =
  /** The scheduler gives the upload a slot. */
  | { readonly type: 'start' }
  /** The host made the remote upload and named its address. */
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
  | { readonly type: 'verified'; readonly processing: boolean }
  /** The host says that the video can be played. */
  | { readonly type: 'ready'; readonly links: Readonly<Record<string, string>> }
  | { readonly type: 'wait'; readonly waiting: Waiting }
  /** The wait is over. */
  | { readonly type: 'due' }
  | { readonly type: 'fail'; readonly failure: Failure }
  /** The process ends in good order. */
  | { readonly type: 'stop' }
  /** The process was gone while this ran. */
  | { readonly type: 'recover' }
  /** Before anything was sent, the file turned out to be another than the one that was added. */
  | { readonly type: 'look'; readonly identity: FileIdentity }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'retry' }
  /** Forget the remote upload and send this version of the file from the beginning. */
  | { readonly type: 'startOver'; readonly identity: FileIdentity }
  /** Stop waiting for a host that was never reached. */
  | { readonly type: 'giveUp' }
  | { readonly type: 'cancel' }

export type UploadEventType = UploadEvent['type']

/** In which states an event means something. What is not listed is refused. */
const ALLOWED: Readonly<Record<UploadEventType, readonly UploadState[]>> = {
  start: ['queued'],
  created: ['preparing'],
  sending: ['preparing'],
  sent: ['uploading'],
  verified: ['verifying'],
  ready: ['processing'],
  wait: ['preparing', 'uploading', 'verifying'],
  due: ['waiting'],
  fail: ['preparing', 'uploading', 'verifying', 'processing', 'queued', 'waiting'],
  stop: ['preparing', 'uploading', 'verifying'],
  recover: ['preparing', 'uploading', 'verifying'],
  look: ['preparing', 'queued', 'waiting', 'paused', 'needs-attention', 'failed'],
  pause: POSSIBLE.pause,
  resume: POSSIBLE.resume,
  retry: POSSIBLE.retry,
  startOver: POSSIBLE.startOver,
  giveUp: POSSIBLE.giveUp,
  cancel: POSSIBLE.cancel,
}

export type Transition = { readonly ok: true; readonly upload: Upload } | { readonly ok: false; readonly refusal: Failure }

export function canTake(state: UploadState, event: UploadEventType): boolean {
  return ALLOWED[event].includes(state)
}

/**
 * The upload after an event, or the reason why the event cannot happen to it.
 *
 * @param now epoch milliseconds
 */
export function transition(upload: Upload, event: UploadEvent, now: number): Transition {
  if (!canTake(upload.state, event.type)) {
    return { ok: false, refusal: failure('queue.refused', { state: upload.state, event: event.type }) }
  }
  return { ok: true, upload: { ...upload, ...changes(upload, event, now) } }
}

function changes(upload: Upload, event: UploadEvent, now: number): Partial<Upload> {
  switch (event.type) {
    case 'start':
      return { state: 'preparing', attempts: upload.attempts + 1, startedAt: upload.startedAt ?? now }
    case 'created':
      return { uploadUrl: event.uploadUrl, remoteId: event.remoteId, expiresAt: event.expiresAt, acceptedBytes: 0 }
    case 'sending':
      return {
        state: 'uploading',
        acceptedBytes: event.offset,
        expiresAt: event.expiresAt ?? upload.expiresAt,
        chunkBytes: event.learnedChunkBytes ?? upload.chunkBytes,
      }
    case 'sent':
      return { state: 'verifying', acceptedBytes: upload.identity.sizeBytes }
    case 'verified':
      return event.processing ? { state: 'processing' } : { state: 'done', settledAt: now }
    case 'ready':
      return { state: 'done', settledAt: now, links: { ...upload.links, ...event.links } }
    case 'wait':
      return { state: 'waiting', waiting: event.waiting, tries: upload.tries + 1 }
    case 'due':
    case 'stop':
    case 'recover':
      return { state: 'queued', waiting: null }
    case 'resume':
      return { ...open, tries: 0 }
    case 'retry':
      return { ...open, tries: 0, ...retried(upload) }
    case 'look':
      return { identity: event.identity }
    case 'startOver':
      return { ...open, ...fresh(upload), tries: 0, identity: event.identity }
    case 'fail':
      return stopped(event.failure, now)
    case 'giveUp':
      return stopped(upload.waiting?.failure ?? failure('network.offline'), now, 'failed')
    case 'pause':
      return { state: 'paused', waiting: null }
    case 'cancel':
      return { state: 'cancelled', waiting: null, failure: null, settledAt: now }
  }
}

const open = { state: 'queued', waiting: null, failure: null, settledAt: null } as const

/** A cancelled upload begins anew; a host that lost bytes is believed once a person has said so. */
function retried(upload: Upload): Partial<Upload> {
  if (upload.state === 'cancelled') return fresh(upload)
  return upload.failure?.code === 'upload.offsetBackwards' ? { acceptedBytes: 0 } : {}
}

/** Without the remote upload: the next start makes a new one. */
function fresh(upload: Upload): Partial<Upload> {
  return {
    uploadUrl: null,
    remoteId: null,
    expiresAt: null,
    acceptedBytes: 0,
    restarts: upload.restarts + (upload.uploadUrl ? 1 : 0),
  }
}

function stopped(problem: Failure, now: number, as?: UploadState): Partial<Upload> {
  const state = as ?? (dispositionOf(problem) === 'attention' ? 'needs-attention' : 'failed')
  return { state, failure: problem, waiting: null, settledAt: now }
}
