/** @file Ids of uploads, as UUIDs of version 7: they begin with the time, and count within a millisecond (RFC 9562, 6.2). */

const MOST_IN_A_MILLISECOND = 0xfff
const LAST_TIME = 2 ** 48 - 1

/**
 * What is added one after the other lies side by side in every index then. With ids at random, each row of a hundred thousand
 * is on a page of its own, which has to be read and written for it alone. Their order is that in which they were made, also when the
 * clock is set back meanwhile.
 *
 * @param last the id after which they begin: the highest one that an earlier process has made; `null` where there is none
 * @returns makes the next id; `now` is epoch milliseconds
 */
export function createUploadIds(last: string | null): (now: number) => string {
  let { time, sequence } = partsOf(last)
  return (now) => {
    const isLater = now >= time + 1
    const isFull = sequence === MOST_IN_A_MILLISECOND
    sequence = isLater || isFull ? 0 : sequence + 1
    time = Math.min(isLater ? Math.trunc(now) : isFull ? time + 1 : time, LAST_TIME)
    const digits = time.toString(16).padStart(12, '0')
    return `${digits.slice(0, 8)}-${digits.slice(8)}-7${sequence.toString(16).padStart(3, '0')}${crypto.randomUUID().slice(18)}`
  }
}

const PARTS = /^([0-9a-f]{8})-([0-9a-f]{4})-7([0-9a-f]{3})-/

/** Where it is no such id, those of the beginning. */
function partsOf(id: string | null): { time: number; sequence: number } {
  const [, high = '', low = '', sequence = ''] = PARTS.exec(id ?? '') ?? []
  return sequence === '' ? { time: 0, sequence: -1 } : { time: parseInt(high + low, 16), sequence: parseInt(sequence, 16) }
}
