/** @file The number of uploads in each state and their bytes: counted once, then updated with every change. */
import { UPLOAD_STATES, type UploadState } from '../../contract/queue/upload.ts'
import type { Upload } from './upload.ts'
import type { UploadStore } from './upload-store.ts'

export interface Tally {
  uploads: number
  sizeBytes: number
  acceptedBytes: number
}

export const EMPTY_TALLY: Readonly<Tally> = { uploads: 0, sizeBytes: 0, acceptedBytes: 0 }

/** The sum of tallies; `undefined` counts as empty. */
export function sumOf(tallies: readonly (Readonly<Tally> | undefined)[]): Tally {
  const sum = { ...EMPTY_TALLY }
  for (const tally of tallies) if (tally) addTo(sum, tally, 1)
  return sum
}

/** Adds a tally to another, or with -1 subtracts it. */
export function addTo(sum: Tally, { uploads, sizeBytes, acceptedBytes }: Readonly<Tally>, sign: 1 | -1): void {
  sum.uploads += sign * uploads
  sum.sizeBytes += sign * sizeBytes
  sum.acceptedBytes += sign * acceptedBytes
}

export function createTallies(uploads: Pick<UploadStore, 'tallies'>) {
  const tallies = new Map<UploadState, Tally>()
  let isCounted = false
  recount()

  function recount(): void {
    isCounted = true
    for (const state of UPLOAD_STATES) tallies.set(state, { ...EMPTY_TALLY })
    for (const { state, ...tally } of uploads.tallies()) tallies.set(state, tally)
  }

  function count({ state, identity, acceptedBytes }: Upload, sign: 1 | -1): void {
    const tally = tallies.get(state)
    if (tally) addTo(tally, { uploads: 1, sizeBytes: identity.sizeBytes, acceptedBytes }, sign)
  }

  return {
    of(state: UploadState): Readonly<Tally> {
      if (!isCounted) recount()
      return tallies.get(state) ?? EMPTY_TALLY
    },

    /** An upload was changed, added (`before` is `null`) or removed (`after` is `null`). */
    change(before: Upload | null, after: Upload | null): void {
      if (before) count(before, -1)
      if (after) count(after, 1)
    },

    recount,

    /** The journal has changed rows by itself: the next read counts again. */
    invalidate(): void {
      isCounted = false
    },
  }
}
