/** @file Reads many files, a few at a time on each drive, and reports how many bytes of all are read. */
import type { ReadingProgress } from '../../engine/ports/list-writer.ts'
import { driveOf } from '../drives/drive-of.ts'

/** One file is read while another is opened; more would only make a disk seek. */
const AT_ONCE = 2

interface SizedFile {
  /** Absolute. */
  readonly path: string
  readonly sizeBytes: number
}

interface ReadSteps<F, R> {
  readonly signal: AbortSignal
  /** @param onBytes gets how many more bytes were read */
  readonly read: (file: F, onBytes: (bytes: number) => void) => Promise<R>
  readonly onRead: (file: F, result: R) => void
  readonly onProgress: (progress: ReadingProgress) => void
}

/** Ends with the first error. @throws the reason of the signal; what `read` throws */
export async function readByDrive<F extends SizedFile, R>(files: readonly F[], steps: ReadSteps<F, R>): Promise<void> {
  const { signal, read, onRead, onProgress } = steps
  const allBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  let [filesRead, bytesRead] = [0, 0]

  async function readOne(file: F): Promise<void> {
    signal.throwIfAborted()
    /** Bytes of this file that are not counted yet: a file that grows counts no more than its size. */
    let left = file.sizeBytes
    const count = (bytes: number): void => {
      const counted = Math.min(left, bytes)
      left -= counted
      bytesRead += counted
      onProgress({ path: file.path, files: filesRead, allFiles: files.length, bytes: bytesRead, allBytes })
    }
    const result = await read(file, count)
    filesRead += 1
    count(left)
    onRead(file, result)
  }

  const drives = Map.groupBy(files, ({ path }) => driveOf(path).key)
  await Promise.all(
    [...drives.values()].flatMap((onDrive) => {
      const queue = onDrive.values()
      return Array.from({ length: AT_ONCE }, async () => {
        for (const file of queue) await readOne(file)
      })
    }),
  )
}
