/** @file Walks the boxes of ISO base media and QuickTime files (ISO/IEC 14496-12, 4.2). Reads only the header of each. */

/** More boxes of a file than this are not read. */
export const MAX_BOXES = 1_000

/** Reads exactly `count` bytes at a position; zeros beyond the end of the file. */
export type ReadAt = (position: number, count: number) => Promise<Buffer>

export interface Box {
  readonly kind: string
  /** Where its content begins. */
  readonly start: number
  /** Where it ends by its own header, which may be beyond the end of its parent. */
  readonly end: number
}

/** Boxes between two positions, until the end or the first invalid header. */
export async function* boxesIn(read: ReadAt, from: number, to: number): AsyncGenerator<Box> {
  let at = from
  for (let count = 0; at + 8 <= to && count < MAX_BOXES; count += 1) {
    const head = await read(at, 16)
    // 1: a size of 64 bits follows; 0: the box extends to the end of its parent.
    const short = head.readUInt32BE(0)
    const headBytes = short === 1 ? 16 : 8
    const bytes = short === 1 ? Number(head.readBigUInt64BE(8)) : short === 0 ? to - at : short
    if (bytes < headBytes) return
    yield { kind: head.toString('latin1', 4, 8), start: at + headBytes, end: at + bytes }
    at += bytes
  }
}

/** The content of the first box of a kind between two positions. */
export async function findBox(read: ReadAt, kind: string, from: number, to: number): Promise<Box | null> {
  for await (const box of boxesIn(read, from, to)) if (box.kind === kind) return { ...box, end: Math.min(to, box.end) }
  return null
}
