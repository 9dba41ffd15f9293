/** @file Largest body of each call. Only lists of paths and links are long. */
import type { Channel } from '../contract/channels.ts'

const MEBIBYTE = 1024 * 1024
const MAX_BYTES = MEBIBYTE

/** 100,000 paths; 10,000 ids; a text of two million letters. */
const LONGER: { readonly [C in Channel]?: number } = {
  'queue.add': 32 * MEBIBYTE,
  'queue.previewAdd': 32 * MEBIBYTE,
  'held.change': 32 * MEBIBYTE,
  'watch.sendFiles': 32 * MEBIBYTE,
  'queue.import': 32 * MEBIBYTE,
  'queue.readLinks': 12 * MEBIBYTE,
  'queue.pause': 8 * MEBIBYTE,
  'queue.resume': 8 * MEBIBYTE,
  'queue.retry': 8 * MEBIBYTE,
  'queue.startOver': 8 * MEBIBYTE,
  'queue.whenQuiet': 8 * MEBIBYTE,
  'queue.sendAsIs': 8 * MEBIBYTE,
  'queue.giveUp': 8 * MEBIBYTE,
  'queue.cancel': 8 * MEBIBYTE,
  'queue.remove': 8 * MEBIBYTE,
  'queue.refresh': 8 * MEBIBYTE,
  'queue.move': 8 * MEBIBYTE,
  'queue.prioritise': 8 * MEBIBYTE,
  'queue.measure': 8 * MEBIBYTE,
  'queue.paths': 8 * MEBIBYTE,
}

export function maxBytesOf(channel: Channel): number {
  return LONGER[channel] ?? MAX_BYTES
}
