/** @file A file with a hash made at offload, in which one byte was changed afterwards. */
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { World } from './world.ts'

/**
 * The list has the hash of the file on its card; the copy differs in one byte and keeps its date. When the upload asks, the file
 * is copied from the card again.
 *
 * @param where the byte is in the file, from 0 to 1
 */
export function offloadWrongly(world: World, where: number): void {
  const { file, folder } = world
  const right = readFileSync(file)
  const card = folder.in('card', basename(file))
  mkdirSync(dirname(card))
  copyFileSync(file, card)
  const md5 = createHash('md5').update(right).digest('hex')
  const entry = `<hash><file>${basename(file)}</file><size>${right.length}</size><md5>${md5}</md5></hash>`
  writeFileSync(join(dirname(file), 'offload.mhl'), `<hashlist version="1.1">${entry}</hashlist>`)
  const wrong = Buffer.from(right)
  const at = Math.floor(where * right.length)
  wrong[at] = (wrong[at] ?? 0) ^ 1
  const { mtime } = statSync(file)
  const put = (bytes: Buffer): void => {
    writeFileSync(file, bytes)
    utimesSync(file, mtime, mtime)
  }
  put(wrong)
  world.card = card
  const copyAgain = async (code: string | null): Promise<void> => {
    world.repairs.push(copyAgain)
    if (code !== 'file.notAsOffloaded' || !existsSync(file)) return
    world.strike('wrong-byte')
    // Copies have the date of their source, and another inode.
    renameSync(file, `${file}.old`)
    put(right)
    renameSync(`${file}.old`, folder.in('replaced'))
    world.versions += 1
    world.sizeBytes = right.length
  }
  world.repairs.push(copyAgain)
}
