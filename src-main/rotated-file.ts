/**
 * @file A file of lines that does not grow without end: when it is full it gets a number, and a few of those are kept. A log must not
 * keep anything from being sent, so nothing that happens to the disk is thrown: what cannot be written is left out, and the
 * file is made again when it, or its folder, is gone.
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

export interface RotatedFile {
  write(line: string): void
}

export interface Rotation {
  readonly mostBytes: number
  /** Besides the one that is written to. */
  readonly oldFiles: number
}

/** How often it is made sure that the file is still the one at its path, and that one which failed is tried again. */
const LOOK_MS = 1_000

export function createRotatedFile(path: string, { mostBytes, oldFiles }: Rotation): RotatedFile {
  let file: number | null = null
  let sizeBytes = 0
  let lookedAt = Number.NEGATIVE_INFINITY
  /** The last line was cut off by a full disk. */
  let isTorn = false

  function open(): void {
    // The folder alone: above it there is nothing that a log has to make.
    if (!existsSync(dirname(path))) mkdirSync(dirname(path), { mode: 0o700 })
    file = openSync(path, 'a', 0o600)
    fchmodSync(file, 0o600)
    sizeBytes = fstatSync(file).size
  }

  function close(): void {
    if (file !== null) closeSync(file)
    file = null
  }

  function isInPlace(): boolean {
    const there = statSync(path, { throwIfNoEntry: false })
    return file !== null && there !== undefined && there.ino === fstatSync(file).ino
  }

  const numbered = (number: number): string => `${path}.${number}`

  /**
   * The file goes aside first: where another program holds it, no old one gives way to it, and it stays as it is until it is
   * twice as long; then it begins anew. What an earlier time left aside gets its number first.
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
      if (file === null || sizeBytes < 2 * mostBytes) return
      ftruncateSync(file)
      sizeBytes = 0
    }
  }

  function look(): void {
    const now = performance.now()
    if (now - lookedAt <= LOOK_MS) return
    lookedAt = now
    if (isInPlace()) return
    close()
    open()
  }

  function writeNow(line: string): void {
    look()
    if (file === null) return
    if (sizeBytes >= mostBytes) makeRoom()
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

  quietly(look)
  return { write: (line) => quietly(() => writeNow(line)) }
}
