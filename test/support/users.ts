/** @file Root may read and write everything, so tests of permissions run commands as the user nobody. */
import { chmod, chown, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'

export const isRoot = process.getuid?.() === 0
const NOBODY = 65_534

/** When this is root, changes the owner of a folder and its content to nobody; returns the user id to run as. */
export async function asNobody(path: string): Promise<number> {
  if (!isRoot) return process.getuid?.() ?? 0
  await chmod(path, 0o755)
  await chown(path, NOBODY, NOBODY)
  for (const entry of await readdir(path, { withFileTypes: true, recursive: true })) {
    await chown(join(entry.parentPath, entry.name), NOBODY, NOBODY)
  }
  return NOBODY
}
