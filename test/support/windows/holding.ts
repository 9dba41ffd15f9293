/** @file Files that other programs on Windows hold open, as antivirus programs and players do. */
import type { There, Windows } from './windows.ts'

/** - `exclusive`: nobody else may open it.
 * - `playing`: others may read and write it, and not rename or delete it. */
export type Sharing = 'exclusive' | 'playing'

export async function hold(windows: Windows, path: string, sharing: Sharing): Promise<{ release(): Promise<void> }> {
  await windows.run(holdThere, path, sharing)
  return { release: () => windows.run(releaseThere, path) }
}

function holdThere({ require, kept }: There, path: string, sharing: string): void {
  const { openSync } = require('node:fs') as typeof import('node:fs')
  const { DatabaseSync } = require('node:sqlite') as typeof import('node:sqlite')
  // libuv opens with no sharing at all for this flag; SQLite shares all but deletion, whatever the file is.
  const EXCLUSIVE = 0x1000_0000
  kept[path] = sharing === 'exclusive' ? openSync(path, EXCLUSIVE) : new DatabaseSync(path, { readOnly: true })
}

function releaseThere({ require, kept }: There, path: string): void {
  const { closeSync } = require('node:fs') as typeof import('node:fs')
  const held = kept[path] as number | import('node:sqlite').DatabaseSync
  delete kept[path]
  if (typeof held === 'number') closeSync(held)
  else held.close()
}
