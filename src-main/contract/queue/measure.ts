/** @file Adds up uploads, for the question before an action on them. */
import { UPLOAD_STATES, type UploadState, type UploadView } from './upload.ts'

/** The figures of a selection. */
export interface Measure {
  readonly uploads: number
  readonly sizeBytes: number
  readonly counts: Readonly<Record<UploadState, number>>
  /** Not sent to the end and not given up: removing them loses what their providers have so far. */
  readonly unfinished: { readonly uploads: number; readonly sizeBytes: number; readonly acceptedBytes: number }
  /** By account, because providers differ in what they can delete. */
  readonly accounts: readonly {
    readonly accountId: string
    readonly uploads: number
    /** With a video that was made and is not sent to the end: `cancel` with `remote: 'keep'` leaves it there. */
    readonly begun: number
    /** Sent to the end: `remove` with `remote: 'delete'` deletes the video, where its provider can. */
    readonly sent: number
  }[]
}

type Measured = Pick<UploadView, 'accountId' | 'state' | 'remoteId' | 'sizeBytes' | 'acceptedBytes'>

/** Adds up uploads, one after the other. Bytes in flight do not count as sent: the provider has not confirmed them. */
export function createMeasuring(): { add(upload: Measured): void; result(): Measure } {
  const counts = Object.fromEntries(UPLOAD_STATES.map((state) => [state, 0])) as Record<UploadState, number>
  const accounts = new Map<string, { accountId: string; uploads: number; begun: number; sent: number }>()
  const unfinished = { uploads: 0, sizeBytes: 0, acceptedBytes: 0 }
  let uploads = 0
  let sizeBytes = 0
  return {
    add({ accountId, state, remoteId, sizeBytes: size, acceptedBytes }) {
      const account = accounts.get(accountId) ?? { accountId, uploads: 0, begun: 0, sent: 0 }
      accounts.set(accountId, account)
      uploads += 1
      sizeBytes += size
      counts[state] += 1
      account.uploads += 1
      if (state === 'done' || state === 'processing') account.sent += remoteId === null ? 0 : 1
      else if (state !== 'cancelled') {
        account.begun += remoteId === null ? 0 : 1
        unfinished.uploads += 1
        unfinished.sizeBytes += size
        unfinished.acceptedBytes += acceptedBytes
      }
    },
    result: () => ({ uploads, sizeBytes, counts, unfinished, accounts: [...accounts.values()] }),
  }
}

/** The figures of these uploads. */
export function measureOf(uploads: Iterable<Measured>): Measure {
  const measuring = createMeasuring()
  for (const upload of uploads) measuring.add(upload)
  return measuring.result()
}
