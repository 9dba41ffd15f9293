/** @file Ids of uploads, as UUIDs of version 7: they begin with the time. */

/**
 * What is added one after the other lies side by side in every index then. With ids at random, each row of a hundred thousand
 * is on a page of its own, which has to be read and written for it alone.
 *
 * @param now epoch milliseconds
 */
export function newUploadId(now: number): string {
  const time = Math.max(0, Math.trunc(now)).toString(16).padStart(12, '0').slice(-12)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${crypto.randomUUID().slice(15)}`
}
