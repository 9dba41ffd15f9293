/** @file SHA-256 of a stream or a file, in hex. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'

export async function sha256Of(source: Readable | string): Promise<string> {
  const hash = createHash('sha256')
  const stream = typeof source === 'string' ? createReadStream(source) : source
  for await (const chunk of stream) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
