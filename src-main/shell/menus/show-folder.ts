/** @file Opens a folder of ours, or that of a clip, in the file manager. */
import { mkdirSync } from 'node:fs'
import { shell } from 'electron'
import { FailureError, failure } from '../../contract/errors/errors.ts'

/** @throws FailureError `host.unsupported` where there is no file manager */
export async function showFolder(path: string): Promise<void> {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const reason = await shell.openPath(path)
  if (reason !== '') throw new FailureError(failure('host.unsupported', { reason }))
}

/** Opens the folder of a file with the file chosen in it. */
export function showFile(path: string): void {
  shell.showItemInFolder(path)
}
