/** @file A group of the queue for tests. */
import type { QueueGroup } from '../../src-main/contract/queue/queue-groups.ts'

/** A group of the queue that is open and at rest. */
export function aGroup(change: Partial<QueueGroup> = {}): QueueGroup {
  return {
    id: 'batch-1',
    kind: 'batch',
    watchId: null,
    name: null,
    folder: '/media/card/A003',
    addedAt: 1_700_000_000_000,
    isOpen: true,
    firstId: 'id-1',
    clips: 3,
    shown: 3,
    sent: 0,
    needing: 0,
    processing: 0,
    moving: 0,
    queued: 0,
    sizeBytes: 30_000_000,
    acceptedBytes: 0,
    inFlightBytes: 0,
    secondsLeft: null,
    ...change,
  }
}
