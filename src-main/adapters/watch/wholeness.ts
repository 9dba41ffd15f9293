/**
 * @file Judges by a few kilobytes of a file whether it is complete. MP4 and QuickTime files have an index and the sizes of their boxes; of
 * other formats only the last byte is read.
 */
import { extname } from 'node:path'
import { throwIfExhausted } from '../../engine/exhaustion.ts'
import type { Wholeness } from '../../engine/watch/ports.ts'
import { type OpenFile, open } from '../drives/files.ts'
import { boxesIn, MAX_BOXES, type ReadAt } from '../media/boxes.ts'
import { containerOf, HEAD_BYTES } from '../media/container.ts'

const MOVIE_EXTENSIONS = new Set(['.mp4', '.mov', '.m4v', '.qt'])
const MOVIE_CONTAINERS = new Set(['mp4', 'quicktime'])
/** Some cameras append data to the last box, which ends in this text. */
const TRAILER = '8db42d694ccc418790edff439fe026bf'
/** Box types are four characters; preallocated files have zeros there. */
const KIND = /^[\x20-\x7e\xa9]{4}$/

/** @throws FailureError `system.*` only */
export async function wholeness(path: string): Promise<Wholeness> {
  let handle: OpenFile | null = null
  try {
    handle = await open(path, 'r')
    return await wholenessOf(handle, MOVIE_EXTENSIONS.has(extname(path).toLowerCase()))
  } catch (caught) {
    throwIfExhausted(caught)
    return 'locked'
  } finally {
    await handle?.close().catch(() => {})
  }
}

async function wholenessOf(handle: OpenFile, isCalledMovie: boolean): Promise<Wholeness> {
  const { size } = await handle.stat()
  const read: ReadAt = async (position, count) => {
    const target = Buffer.alloc(count)
    await handle.read(target, 0, count, position)
    return target
  }
  // Fails when another program has locked a part of it.
  if (size > 0) await read(size - 1, 1)
  const container = containerOf(await read(0, HEAD_BYTES))
  const isMovie = container === null ? isCalledMovie : MOVIE_CONTAINERS.has(container)
  return isMovie ? wholenessOfMovie(read, size) : 'whole'
}

/** Boxes without which nothing can be played. */
const NEEDED = new Set(['moov', 'mdat', 'moof'])

/**
 * A movie in one piece is complete with its index and its content, whatever follows: cameras and phones append zeros and data of
 * their own. A fragmented one may continue, so nothing but boxes may follow.
 *
 * Exported for tests with sizes for which no test disk has space.
 */
export async function wholenessOfMovie(read: ReadAt, size: number): Promise<Wholeness> {
  const kinds = new Set<string>()
  let end = 0
  let boxes = 0
  let isCut = false
  for await (const box of boxesIn(read, 0, size)) {
    if (!KIND.test(box.kind)) break
    boxes += 1
    isCut = box.end > size
    if (isCut && NEEDED.has(box.kind)) return 'cut-short'
    if (isCut) break
    kinds.add(box.kind)
    end = box.end
  }
  const hasIndex = kinds.has('moov') || kinds.has('moof')
  const isComplete = kinds.has('moov') && kinds.has('mdat') && !kinds.has('moof')
  if (boxes === 0) return 'no-index'
  if (isComplete) return 'whole'
  if (isCut) return 'cut-short'
  const isNotReadOn = boxes === MAX_BOXES
  if (end < size && !isNotReadOn && !(hasIndex && (await isHarmless(read, end, size)))) return 'cut-short'
  return hasIndex ? 'whole' : 'no-index'
}

/** Whether what follows the last box is a terminator that is too short for a box, or data of a camera. */
async function isHarmless(read: ReadAt, from: number, to: number): Promise<boolean> {
  if (to - from < 8) return (await read(from, to - from)).every((byte) => byte === 0)
  return (await read(to - TRAILER.length, TRAILER.length)).toString('latin1') === TRAILER
}
