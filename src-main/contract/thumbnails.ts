/** @file Thumbnails: one frame of a clip as a small picture, and what is known of it. */

/**
 * - `ready`: it can be shown.
 * - `pending`: the host makes it, or will.
 * - `page`: only a browser may be able to decode the clip; a page that shows it may try.
 * - `none`: nothing can make one of this version of the file, or nothing could a while ago.
 */
export const THUMBNAIL_STATES = ['ready', 'pending', 'page', 'none'] as const
export type ThumbnailState = (typeof THUMBNAIL_STATES)[number]

export interface ThumbnailView {
  /** The same for every row with the same version of the same file. */
  readonly id: string
  readonly state: ThumbnailState
}

/** Pixels of the longer side of a thumbnail that we make. */
export const THUMBNAIL_SIDE = 320
/** Pixels of a side that are accepted at most. */
export const MAX_THUMBNAIL_SIDE = 640
export const MAX_THUMBNAIL_BYTES = 96 * 1024
/** Rows that one call may ask about: more than fit on a screen. */
export const MAX_WANTED_THUMBNAILS = 100
/** A page repeats its request at least this often for what it still shows; a request that is not repeated is dropped. */
export const WANTED_AGAIN_MS = 20_000

/** Addresses of a host: a thumbnail by its id, the bytes of a clip by a ticket. */
export const THUMBNAILS_PATH = '/thumbnails/'
export const MEDIA_PATH = '/media/'
