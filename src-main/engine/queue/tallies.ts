/** @file How many uploads are in each state and how many bytes they have: counted once, then kept up to date. */
import { UPLOAD_STATES, type UploadState } from '../../contract/upload.ts'
import type { Upload } from './upload.ts'
import type { UploadStore } from './upload-store.ts'

export interface Tally {
  uploads: number
  sizeBytes: number
  acceptedBytes: number
}

/** Counts the uploads of the journal. */
export function createTallies(uploads: Pick<UploadStore, 'tallies'>) {
  const tallies = new Map<UploadState, Tally>()
  let isCounted = false
  recount()

  function recount(): void {
    isCounted = true
    for (const state of UPLOAD_STATES) tallies.set(state, { uploads: 0, sizeBytes: 0, acceptedBytes: 0 })
    for (const { state, ...tally } of uploads.tallies()) tallies.set(state, tally)
  }

  function count(upload: Upload, sign: 1 | -1): void {
    const tally = tallies.get(upload.state)
    if (!tally) return
    tally.uploads += sign
    tally.sizeBytes += sign * upload.identity.sizeBytes
    tally.acceptedBytes += sign * upload.acceptedBytes
  }

  return {
    of(state: UploadState): Readonly<Tally> {
      if (!isCounted) recount()
      return tallies.get(state) ?? { uploads: 0, sizeBytes: 0, acceptedBytes: 0 }
    },

    /** An upload was changed, added (`before` is `null`) or removed (`after` is `null`). */
    change(before: Upload | null, after: Upload | null): void {
      if (before) count(before, -1)
      if (after) count(after, 1)
    },

    recount,

    /** The journal has changed by itself: counts again when it is asked next. */
    invalidate(): void {
      isCounted = false
    },
  }
}
