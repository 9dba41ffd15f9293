/** @file An upload: one row of the queue, as the engine works with it and the journal stores it. */
import type { Failure } from '../../contract/errors/errors.ts'
import type { Offload } from '../../contract/proof/offload.ts'
import type { Priority, UploadKind, UploadState, Waiting } from '../../contract/queue/upload.ts'
import type { Links, Processing } from '../../contract/video.ts'
import type { FileIdentity } from '../files/identity.ts'
import type { MediaReading } from '../ports/media.ts'

/** The first bytes of a file that were read for sending, and their hash. */
export interface SentPrefix {
  readonly bytes: number
  readonly sha256: string
}

/** A template for the title that needs media facts of the file, and the index of the file among those added with it, from 1. */
interface TitleTemplate {
  readonly template: string
  readonly index: number
}

/**
 * What a provider stores about the video of an upload before each step at the host. `askedAt` (epoch ms) in `made` without a
 * `remoteId` means that the creation of a video was requested and no answer was stored: the next attempt searches for the video.
 */
export interface RemoteNote {
  readonly remoteId?: string
  /** The upload address, where the host returns it with the video. */
  readonly uploadUrl?: string
  /** Anything else the provider needs later. No secrets. `null` deletes what was noted before. */
  readonly made: Readonly<Record<string, string>> | null
}

export interface Upload {
  readonly id: string
  readonly kind: UploadKind
  /** Uploads that were added by one action. */
  readonly batchId: string
  /** The run of the process that requested this upload last; a one-off run sends only its own. */
  readonly sessionId: string
  /** Sort key, compared as text. */
  readonly position: string
  readonly priority: Priority

  /** The path of the file; for an import the link without its secrets. */
  readonly path: string
  readonly name: string
  /** For an import the link itself, encrypted: it may contain a password or a signature. */
  readonly sealedUrl: string | null
  readonly identity: FileIdentity
  /**
   * The file location, independent of mount points and links: the id of its file system, a line feed, and the path in it; the real
   * path where the file system has no id. Empty where it was not determined.
   */
  readonly location: string
  /** The host was sent at least this much of the file; `null` while nothing was sent, and where it is unknown. */
  readonly sentPrefix: SentPrefix | null
  /** The media facts of the last reading of the file; `null` before. */
  readonly media: MediaReading | null
  readonly accountId: string
  /** While `titleTemplate` is set: filled in without the media facts. */
  readonly title: string | null
  /** `null` once the title is final. */
  readonly titleTemplate: TitleTemplate | null
  readonly metadata: Readonly<Record<string, string>>
  readonly options: Readonly<Record<string, string>>
  /** Bytes per PATCH set by a person; `null` leaves it to the provider. */
  readonly chunkBytes: number | null
  /** Bytes per PATCH that this server turned out to need; used where `chunkBytes` is not set. */
  readonly learnedChunkBytes: number | null

  readonly state: UploadState
  readonly waiting: Waiting | null
  readonly failure: Failure | null

  /** The address of the upload at the host, stored before the first byte is sent; an upload is only ever resumed at this address. */
  readonly uploadUrl: string | null
  /** The id of the video at the host. */
  readonly remoteId: string | null
  /** What the provider noted about the video, see `RemoteNote`. */
  readonly remote: Readonly<Record<string, string>>
  readonly links: Links
  readonly expiresAt: number | null

  /** The comparison of the file with hashes made at offload; `null` until all bytes were read, and where no list contains the file. */
  readonly offload: Offload | null
  /** When all bytes were confirmed and verified, or the host accepted a link to copy from. Epoch ms, like all times here. */
  readonly sentAt: number | null
  readonly processing: Processing | null
  /** When the host is polled next about the processing; `null` when it is not polled. */
  readonly pollAt: number | null

  /** The last offset that the server confirmed. HEAD is authoritative; this value detects a server that lost bytes. */
  readonly acceptedBytes: number
  /** Bytes put on the network so far, over all attempts. */
  readonly bytesSent: number
  /** Attempts in a row without progress; determines how long the next wait is. */
  readonly consecutiveFailures: number
  readonly attempts: number
  /** How often it was sent again from the first byte. */
  readonly restarts: number

  readonly addedAt: number
  readonly startedAt: number | null
  /** When it reached a state that it does not leave by itself. */
  readonly settledAt: number | null
}

/** A change of fields that no transition assigns. */
export type Amendment = Partial<
  Pick<
    Upload,
    | 'sessionId'
    | 'title'
    | 'titleTemplate'
    | 'media'
    | 'metadata'
    | 'options'
    | 'chunkBytes'
    | 'learnedChunkBytes'
    | 'priority'
    | 'position'
    | 'remote'
    | 'pollAt'
    | 'expiresAt'
    | 'path'
    | 'name'
    | 'identity'
    | 'location'
    | 'sentPrefix'
    | 'offload'
  >
>

/** Whether the host has, or may have, something of this upload: then its account, title and options can no longer just be replaced. */
export function isBegun({ uploadUrl, remoteId, remote }: Pick<Upload, 'uploadUrl' | 'remoteId' | 'remote'>): boolean {
  return uploadUrl !== null || remoteId !== null || 'askedAt' in remote
}

/** Whether it waits or has stopped because its file is not available: once the file is found it may continue. */
export function isBlockedByFile({ waiting, failure: problem }: Pick<Upload, 'waiting' | 'failure'>): boolean {
  if (problem?.code === 'file.notAsOffloaded') return false
  return waiting?.reason === 'volume' || problem?.code.startsWith('file.') === true
}
