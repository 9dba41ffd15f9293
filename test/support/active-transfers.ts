/** @file Attempts that run, without a queue. */
import { openJournal } from '../../src-main/adapters/sqlite/journal.ts'
import { createThroughput } from '../../src-main/engine/activity/throughput.ts'
import { createActiveTransfers } from '../../src-main/engine/queue/attempt/active-transfers.ts'
import { createFakeClock } from './fake-clock.ts'
import { silentLog } from './fakes.ts'

export function activeTransfers() {
  const clock = createFakeClock()
  const throughput = createThroughput({ journal: openJournal(':memory:'), clock })
  return createActiveTransfers({ clock, log: silentLog, save: () => {}, throughput, onProgress: () => {} })
}
