/** @file Ids of uploads, as UUIDs of version 7: they begin with the time, and count within a millisecond (RFC 9562, 6.2). */

const MOST_IN_A_MILLISECOND = 0xfff
let lastTime = ''
let sequence = 0

/**
 * What is added one after the other lies side by side in every index then. With ids at random, each row of a hundred thousand
 * is on a page of its own, which has to be read and written for it alone. Their order is that in which they were made.
 *
 * @param now epoch milliseconds
 */
export function newUploadId(now: number): string {
  const time = Math.max(0, Math.trunc(now)).toString(16).padStart(12, '0').slice(-12)
  sequence = time === lastTime ? Math.min(sequence + 1, MOST_IN_A_MILLISECOND) : 0
  lastTime = time
  return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence.toString(16).padStart(3, '0')}${crypto.randomUUID().slice(18)}`
}
