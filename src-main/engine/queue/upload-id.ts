/** @file Ids of uploads, as UUIDs of version 7: they begin with the time, and count within a millisecond (RFC 9562, 6.2). */

const MAX_PER_MILLISECOND = 0xfff
const LAST_TIME = 2 ** 48 - 1

/**
 * Rows that are added one after the other are adjacent in every index; with random ids each of a hundred thousand rows would be on a
 * page of its own. Ids ascend in the order of creation, also when the clock is set back.
 *
 * @param last the highest id of earlier processes, after which new ids begin; `null` where there is none
 * @returns a function that creates the next id; `now` is epoch ms
 */
export function createUploadIds(last: string | null): (now: number) => string {
  let { time, sequence } = partsOf(last)
  return (now) => {
    const isLater = now >= time + 1
    const isFull = sequence === MAX_PER_MILLISECOND
    sequence = isLater || isFull ? 0 : sequence + 1
    time = Math.min(isLater ? Math.trunc(now) : isFull ? time + 1 : time, LAST_TIME)
    const digits = time.toString(16).padStart(12, '0')
    return `${digits.slice(0, 8)}-${digits.slice(8)}-7${sequence.toString(16).padStart(3, '0')}${crypto.randomUUID().slice(18)}`
  }
}

const PARTS = /^([0-9a-f]{8})-([0-9a-f]{4})-7([0-9a-f]{3})-/

/** Time and sequence of an id of version 7; those before the first id for any other. */
function partsOf(id: string | null): { time: number; sequence: number } {
  const [, high = '', low = '', sequence = ''] = PARTS.exec(id ?? '') ?? []
  return sequence === '' ? { time: 0, sequence: -1 } : { time: parseInt(high + low, 16), sequence: parseInt(sequence, 16) }
}
