/** @file An upload of a file that a hash list speaks of, in an engine that tests control. */
import type { MatchedEntries } from '../../src-main/engine/offload/matched-entries.ts'
import { type Harness, type HarnessOptions, startedHarness } from './queue-harness.ts'

export const RIGHT = '629381bc599830cf'
export const WRONG = 'ffffffffffffffff'
export const LIST = '/card/ascmhl/0001_A001.mhl'
export const ADDRESS = 'https://one.test/files/one.mp4'

export function listing(value: string, list = LIST): MatchedEntries {
  return { entries: [{ list, hashes: [{ format: 'xxh64', value, action: 'original' }], unusable: [] }], problems: [] }
}

export const listed = listing(RIGHT)

/** A file that a list speaks of; what it holds can change. */
export async function offloaded(found: string, options: HarnessOptions = {}) {
  const content = { xxh64: found }
  const harness = await startedHarness({ listed: () => listed, hashes: () => ({ ...content }), ...options })
  const [id = ''] = await harness.add(['one.mp4'])
  return { harness, id, content }
}

export async function stopped(options: HarnessOptions = {}) {
  const made = await offloaded(WRONG, options)
  await made.harness.finish('one.mp4')
  return made
}

export const receiptOf = ({ harness, id }: { harness: Harness; id: string }) => harness.journal.receipts.ofUpload(id)
