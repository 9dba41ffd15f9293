/** @file Writes a file atomically: a temporary file beside it is renamed. */
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** The old content stays until the new content is on the disk. */
export async function writeWhole(
  path: string,
  parts: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
): Promise<void> {
  const aside = join(dirname(path), `.${basename(path)}.${crypto.randomUUID()}.part`)
  const handle = await open(aside, 'wx')
  try {
    try {
      for await (const part of parts) await handle.writeFile(part)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(aside, path)
  } catch (caught) {
    await rm(aside, { force: true })
    throw caught
  }
}
