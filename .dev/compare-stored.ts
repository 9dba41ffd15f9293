/** @file Compares what a tus server stored with the files that were sent, and prints a line for each. */
import type { TusServer } from '../test/support/tus-server.ts'

export interface SentFile {
  readonly name: string
  readonly sha256: string
}

/** Returns whether each file is stored exactly once, byte for byte. @param note is printed behind each name */
export async function compareStored(server: TusServer, files: readonly SentFile[], note = ''): Promise<boolean> {
  const uploads = await server.uploads()
  let identical = true
  for (const { name, sha256 } of files) {
    const [match, ...others] = uploads.filter(({ metadata }) => metadata['filename'] === name)
    const same = match !== undefined && others.length === 0 && (await server.sha256(match)) === sha256
    identical &&= same
    console.log(`${same ? '✓ identical' : '✗ DIFFERENT'}  ${sha256.slice(0, 16)}…  ${name}${note}`)
  }
  return identical
}
