/** @file The hash of an upload of a server that stores uploads as files. */
import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { sha256Of } from '../sha256.ts'

export async function hashOfFile(directory: string, name: string): Promise<string | null> {
  const path = join(directory, name)
  return existsSync(path) ? sha256Of(createReadStream(path)) : null
}
