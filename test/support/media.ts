/** @file Files to send, with content in which no part repeats, so that a wrong splice changes the hash. */
import { createCipheriv, createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { finished } from 'node:stream/promises'

const BLOCK = Buffer.alloc(1024 * 1024)

/** Writes a file of pseudo-random bytes; the same seed gives the same bytes. Returns its SHA-256. */
export async function writeMedia(path: string, sizeBytes: number, seed = path): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  const key = createHash('sha256').update(seed).digest()
  const source = createCipheriv('aes-256-ctr', key, Buffer.alloc(16))
  const hash = createHash('sha256')
  const out = createWriteStream(path)
  for (let left = sizeBytes; left > 0; left -= BLOCK.length) {
    const block = source.update(BLOCK.subarray(0, Math.min(left, BLOCK.length)))
    hash.update(block)
    if (!out.write(block)) await new Promise<void>((resolve) => out.once('drain', resolve))
  }
  out.end()
  await finished(out)
  return hash.digest('hex')
}

/** Writes many small files `clip000.mp4` … and returns their names. */
export async function writeClips(folder: string, count: number, sizeBytes = 2_000): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const names = Array.from({ length: count }, (_, index) => `clip${String(index).padStart(3, '0')}.mp4`)
  for (const [index, name] of names.entries()) await writeFile(`${folder}/${name}`, Buffer.alloc(sizeBytes, `${name}${index}`))
  return names
}
