/** @file Root may read and write everything, so tests of permissions run their command as nobody. */
import { chmod, chown, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'

export const isRoot = process.getuid?.() === 0
const NOBODY = 65_534

/** Gives a folder with everything in it to nobody, when this is root; answers the user to run as. */
export async function asNobody(path: string): Promise<number> {
  if (!isRoot) return process.getuid?.() ?? 0
  await chmod(path, 0o755)
  await chown(path, NOBODY, NOBODY)
  for (const entry of await readdir(path, { withFileTypes: true, recursive: true })) {
    await chown(join(entry.parentPath, entry.name), NOBODY, NOBODY)
  }
  return NOBODY
}
