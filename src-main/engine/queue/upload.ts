/** @file An upload as the engine and the journal know it. */
import type { Failure } from '../../contract/errors.ts'
import type { Offload } from '../../contract/offload.ts'
import type { Priority, UploadKind, UploadState, Waiting } from '../../contract/upload.ts'
import type { Links, Processing } from '../../contract/video.ts'
import type { FileIdentity } from '../files/identity.ts'
import type { MediaReading } from '../ports/media.ts'

/** The beginning of a file, as far as it was read for sending. */
export interface SentPrefix {
  readonly bytes: number
  readonly sha256: string
}

/** A template for the title that waits for what the file says of itself, and the index of the file among those added with it. */
export interface TitleTemplate {
  readonly template: string
  readonly index: number
}

/**
 * What a provider notes about the video of an upload, each time before it goes on. `askedAt` (epoch ms) without a
 * `remoteId` means that the host was asked to make a video and the answer was never stored: the next attempt searches for it.
 */
export interface RemoteNote {
  readonly remoteId?: string
  /** The upload address, where the host gives it out with the video. */
  readonly uploadUrl?: string
  /** Anything else the provider needs to know of it later. No secrets. */
  readonly made: Readonly<Record<string, string>> | null
}

export interface Upload {
  readonly id: string
  readonly kind: UploadKind
  /** Uploads that were added by one action. */
  readonly batchId: string
  /** The process run that last asked for this upload; a one-off run sends only its own. */
  readonly sessionId: string
  /** Sort key; compares as text. */
  readonly position: string
  readonly priority: Priority

  /** The file; of an import the link without its secrets. */
  readonly path: string
  readonly name: string
  /** Of an import the link itself, sealed: it may hold a password or a signature. */
  readonly sealedUrl: string | null
  readonly identity: FileIdentity
  /**
   * Where the file is, whatever path leads there: the id of its file system, a line end, and the path in it; without an id the
   * real path. Empty where it was not determined.
   */
  readonly location: string
  /** What the host was sent of it at least; `null` before, and where nobody noted it. */
  readonly sentPrefix: SentPrefix | null
  /** What the file said of itself when it was read last; `null` before. */
  readonly media: MediaReading | null
  readonly accountId: string
  /** Until the file was read that its template needs, filled in without that. */
  readonly title: string | null
  /** `null` once the title is what it will be. */
  readonly titleTemplate: TitleTemplate | null
  readonly metadata: Readonly<Record<string, string>>
  readonly options: Readonly<Record<string, string>>
  /** Bytes per PATCH asked for by a person; `null` leaves it to the provider. */
  readonly chunkBytes: number | null
  /** Bytes per PATCH that were seen to be needed for this server; where none are set, requests begin with this. */
  readonly learnedChunkBytes: number | null

  readonly state: UploadState
  readonly waiting: Waiting | null
  readonly failure: Failure | null

  /** Stored before the first byte is sent; the only way an upload is ever resumed. */
  readonly uploadUrl: string | null
  readonly remoteId: string | null
  /** What the provider noted about the video. */
  readonly remote: Readonly<Record<string, string>>
  readonly links: Links
  readonly expiresAt: number | null

  /** How the file compares with the hashes made at offload; `null` before every byte was read, and where no list has it. */
  readonly offload: Offload | null
  /** When every byte had arrived and was verified, or the host took a link to copy from. */
  readonly sentAt: number | null
  readonly processing: Processing | null
  /** When the host is asked next how far it is; `null` when there is nothing to ask. */
  readonly pollAt: number | null

  /** Last offset that the server confirmed. HEAD is authoritative; this one detects a server that lost bytes. */
  readonly acceptedBytes: number
  /** Bytes put on the network so far, over all attempts. */
  readonly bytesSent: number
  /** Attempts in a row that moved nothing; sets how long the next wait is. */
  readonly consecutiveFailures: number
  readonly attempts: number
  readonly restarts: number

  readonly addedAt: number
  readonly startedAt: number | null
  readonly settledAt: number | null
}

/** Fields that are not part of the life of an upload. */
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

/** Whether the host has, or may have, anything of it: then what was asked for cannot simply be something else. */
export function isBegun({ uploadUrl, remoteId, remote }: Pick<Upload, 'uploadUrl' | 'remoteId' | 'remote'>): boolean {
  return uploadUrl !== null || remoteId !== null || 'askedAt' in remote
}

/** It waits, or has stopped, because its file is not available: finding the file may let it continue. */
export function isBlockedByFile({ waiting, failure: problem }: Pick<Upload, 'waiting' | 'failure'>): boolean {
  if (problem?.code === 'file.notAsOffloaded') return false
  return waiting?.reason === 'volume' || problem?.code.startsWith('file.') === true
}
