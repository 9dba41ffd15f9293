/** @file Writes a file as a whole or not at all: beside its place first, then into it. */
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** What was at the path stays as it is until the new content is on the disk. */
export async function writeWhole(path: string, parts: AsyncIterable<string>): Promise<void> {
  const aside = join(dirname(path), `.${basename(path)}.${crypto.randomUUID()}.part`)
  const handle = await open(aside, 'wx')
  try {
    try {
      for await (const part of parts) await handle.write(part)
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
