/** @file Writes a file atomically: a temporary file beside it is renamed. */
import { open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Replaces a file. The old content stays until the new content is on the disk. */
export async function writeAtomically(
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

/**
 * As `writeAtomically`, but never in the place of another file.
 *
 * @throws `EEXIST` where there is one
 */
export async function writeNew(path: string, parts: Parameters<typeof writeAtomically>[1]): Promise<void> {
  const placeholder = await open(path, 'wx')
  await placeholder.close()
  try {
    await writeAtomically(path, parts)
  } catch (caught) {
    // Removes the empty placeholder; a file that another program has put there stays.
    const isEmpty = await stat(path).then(
      ({ size }) => size === 0,
      () => false,
    )
    if (isEmpty) await rm(path, { force: true })
    throw caught
  }
}
