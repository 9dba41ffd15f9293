/** @file The ports of thumbnails: makers of frames, a cache of pictures, the bytes of a clip, and the drive of a path. */
import type { FileIdentity } from '../files/identity.ts'
import type { Picture } from './picture.ts'

/** Makers in the order in which they are tried. The page is last: it costs a transfer to the page and back. */
export const MAKERS = ['system', 'ffmpeg', 'page'] as const
export type MakerName = (typeof MAKERS)[number]

/** The input of a maker. */
interface FrameRequest {
  readonly path: string
  /** Position of the frame; of a shorter clip the first frame is taken. */
  readonly seekSeconds: number
  /** Width as it is shown, divided by the height; `null` when it is unknown. */
  readonly aspect: number | null
}

/** The work failed for a reason that says nothing about the clip: a time limit, a program that was killed or could not be started. */
export class Inconclusive extends Error {
  override readonly name = 'Inconclusive'
}

/** A maker that runs on this machine, without a page. */
export interface FrameMaker {
  readonly name: Exclude<MakerName, 'page'>
  /** Whether it needs the aspect ratio. */
  readonly needsAspect: boolean
  /** Whether this machine has it; called once. */
  isThere(): Promise<boolean>
  /**
   * An encoded picture of the clip, or `null` when it can make none of this file: that is remembered until the file changes.
   *
   * @throws FailureError `file.*` when the drive does not answer; Inconclusive; the reason of the signal
   */
  make(clip: FrameRequest, signal: AbortSignal): Promise<Uint8Array | null>
}

/** Pictures by id, and the makers that failed; bounded in size. Any entry may be evicted at any time. */
export interface ThumbnailCache {
  /** Loads the index; to be called before anything else. Repeated calls do nothing. */
  open(): Promise<void>
  /** The id for a text: unique, of letters and digits. */
  idOf(text: string): string
  has(id: string): boolean
  /** The makers that can make no picture; a page for a day only, as other browsers may decode the clip. */
  failedMakers(id: string): readonly MakerName[]
  /** `null` when it is not there, or is no picture any more. */
  read(id: string): Promise<Picture | null>
  keep(id: string, picture: Picture): Promise<void>
  storeFailedMakers(id: string, makers: readonly MakerName[]): Promise<void>
  /** Deletes the least recently read until the rest fits; all for 0. */
  limitTo(maxBytes: number): Promise<void>
}

/** The bytes of a clip that is still the one that was added. */
export interface MediaFile {
  readonly sizeBytes: number
  /** Reads at least one byte, from an offset within the file. @throws FailureError `file.*` */
  read(target: Uint8Array, offset: number): Promise<number>
  close(): Promise<void>
}

export interface ThumbnailPorts {
  readonly cache: ThumbnailCache
  readonly makers: readonly FrameMaker[]
  /** @throws FailureError `file.changed` when it is another version; `file.*` */
  readonly openMedia: (path: string, identity: FileIdentity) => Promise<MediaFile>
  /** An id of the drive of a path; reads no drive. */
  readonly driveOf: (path: string) => string
}
