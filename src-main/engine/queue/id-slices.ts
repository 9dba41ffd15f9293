/** @file Walks rows that a filter shows. By id, which never changes: acting on a row can take it out of the filter. */
import type { QueueFilter } from '../../contract/requests.ts'
import type { UploadStore } from '../ports.ts'

/** Ids of all rows that the filter shows, so many at a time. */
export function* idSlices(
  uploads: Pick<UploadStore, 'idsAfter'>,
  filter: QueueFilter,
  size: number,
): Generator<readonly string[]> {
  for (let after = ''; ; ) {
    const ids = uploads.idsAfter(filter, after, size)
    const last = ids.at(-1)
    if (last === undefined) return
    yield ids
    after = last
  }
}

/** Ids of all rows that wait for something. */
export function* waitingIds(uploads: Pick<UploadStore, 'idsAfter'>): Generator<string> {
  for (const ids of idSlices(uploads, { group: 'waiting', search: '' }, 100)) yield* ids
}
