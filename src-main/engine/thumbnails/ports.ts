/** @file What thumbnails need of the world: makers of frames, a cache of pictures, the bytes of a clip, and which drive it is on. */
import type { FileIdentity } from '../files/identity.ts'
import type { Picture } from './picture.ts'

/** Makers in the order in which they are tried. The page is asked last: it costs a transfer to the page and back. */
export const MAKERS = ['system', 'ffmpeg', 'page'] as const
export type MakerName = (typeof MAKERS)[number]

/** What a maker is told of a clip. */
export interface ClipToShow {
  readonly path: string
  /** Where in the clip; a shorter one gives its beginning. */
  readonly seekSeconds: number
  /** Width as it is shown, divided by the height; `null` when the file does not tell. */
  readonly aspect: number | null
}

/** The work came to no end for a reason that says nothing about the clip: a time limit, a program that was killed or could not be started. */
export class Unfinished extends Error {
  override readonly name = 'Unfinished'
}

/** One that runs on this machine, without a page. */
export interface FrameMaker {
  readonly name: Exclude<MakerName, 'page'>
  /** It makes a picture of a clip only if its form is known. */
  readonly needsAspect: boolean
  /** Whether this machine has it; asked once. */
  isThere(): Promise<boolean>
  /**
   * An encoded picture of the clip, or `null` when it can make none of this file: that is remembered until the file changes.
   *
   * @throws FailureError `file.*` when the drive does not answer; Unfinished; whatever the signal was aborted with
   */
  make(clip: ClipToShow, signal: AbortSignal): Promise<Uint8Array | null>
}

/** Pictures by id, bounded in size; which makers have failed is kept, too. It may forget anything at any time. */
export interface ThumbnailCache {
  /** Reads what is there; everything else is called afterwards. Repeated calls answer at once. */
  open(): Promise<void>
  /** A short text of letters and digits that no other text has. */
  idOf(text: string): string
  has(id: string): boolean
  /** The makers that could make none; a page only for a day, as other browsers decode other clips. */
  tried(id: string): readonly MakerName[]
  /** `null` when it is not there, or is no picture any more. */
  read(id: string): Promise<Picture | null>
  keep(id: string, picture: Picture): Promise<void>
  keepTried(id: string, tried: readonly MakerName[]): Promise<void>
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
  /** What two paths on the same drive have in common; asks no drive. */
  readonly driveOf: (path: string) => string
}
