/**
 * @file A log file of limited size: a full file gets a number, and a few of those are kept. Logging must never stop an upload,
 * so errors of the disk are not thrown: what cannot be written is left out, and the file is created again when it, or its
 * folder, is gone.
 */
import {
  closeSync,
  existsSync,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

interface RotatedFile {
  write(line: string): void
}

export interface Rotation {
  readonly maxBytes: number
  /** Besides the current one. */
  readonly oldFiles: number
}

/** How often the file is compared with the one at its path, and a failed one is opened again. */
const CHECK_EVERY_MS = 1_000

export function createRotatedFile(path: string, { maxBytes, oldFiles }: Rotation): RotatedFile {
  let file: number | null = null
  let sizeBytes = 0
  let checkedAt = Number.NEGATIVE_INFINITY
  /** A full disk cut off the last line. */
  let isTorn = false

  function open(): void {
    // Only this folder: a log does not create the data folder.
    if (!existsSync(dirname(path))) mkdirSync(dirname(path), { mode: 0o700 })
    file = openSync(path, 'a', 0o600)
    fchmodSync(file, 0o600)
    sizeBytes = fstatSync(file).size
  }

  function close(): void {
    if (file !== null) closeSync(file)
    file = null
  }

  function isStillAtPath(): boolean {
    const there = statSync(path, { throwIfNoEntry: false })
    return file !== null && there !== undefined && there.ino === fstatSync(file).ino
  }

  const numbered = (number: number): string => `${path}.${number}`

  /**
   * The current file is renamed first: where another program holds it, no old file is lost, and it grows until it is twice
   * the limit; then it is truncated. A file that an earlier rotation left at number 0 is numbered first.
   */
  function rotate(): void {
    close()
    try {
      if (!existsSync(numbered(0))) renameSync(path, numbered(0))
      let free = 1
      while (free < oldFiles && existsSync(numbered(free))) free += 1
      for (let number = free; number > 0; number -= 1) renameSync(numbered(number - 1), numbered(number))
    } finally {
      open()
    }
  }

  function makeRoom(): void {
    try {
      rotate()
    } catch {
      if (file === null || sizeBytes < 2 * maxBytes) return
      ftruncateSync(file)
      sizeBytes = 0
    }
  }

  function checkFile(): void {
    const now = performance.now()
    if (now - checkedAt <= CHECK_EVERY_MS) return
    checkedAt = now
    if (isStillAtPath()) return
    close()
    open()
  }

  function writeNow(line: string): void {
    checkFile()
    if (file === null) return
    if (sizeBytes >= maxBytes) makeRoom()
    const bytes = Buffer.from(isTorn ? `\n${line}` : line)
    const written = writeSync(file, bytes)
    sizeBytes += written
    isTorn = written < bytes.length
  }

  function quietly(work: () => void): void {
    try {
      work()
    } catch {
      // See above.
    }
  }

  quietly(checkFile)
  return { write: (line) => quietly(() => writeNow(line)) }
}
