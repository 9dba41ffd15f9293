import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import process from 'node:process'
import { expect, it } from 'vitest'
import { createWatchedTree } from '../../../src-main/adapters/watch/events/watched-tree.ts'
import { makeDrive } from '../../support/mounts.ts'
import { tempFolder } from '../../support/temp-folder.ts'

/** How often the kernel watches a folder for this process. */
function watchesOf(path: string): number {
  const inode = `ino:${statSync(path).ino.toString(16)} `
  const lines = readdirSync('/proc/self/fdinfo').flatMap((file) => {
    try {
      return readFileSync(`/proc/self/fdinfo/${file}`, 'utf8').split('\n')
    } catch {
      return []
    }
  })
  return lines.filter((line) => line.startsWith('inotify ') && line.includes(inode)).length
}

const treeAt = (root: string) => createWatchedTree({ root, onEvent() {}, onLost() {}, onClosed() {} })

it('a tree whose end comes while a drive that a program provides is asked watches nothing afterwards', async (context) => {
  await using folder = await tempFolder()
  await using drive = await makeDrive('exfat', folder.in('card.img'))
  context.skip(drive === null, 'a drive cannot be mounted here')
  await drive?.plugIn(folder.in('card'))
  const root = folder.in('card', 'clips')
  mkdirSync(root)
  const other = treeAt(root)
  await other.open(root)
  expect(watchesOf(root)).toBe(1)
  await other.end()
  const tree = treeAt(root)
  const opened = tree.open(root)
  await tree.end()
  await opened
  expect(watchesOf(root)).toBe(0)
})

it('a folder that is no longer in a tree is not watched again', async (context) => {
  context.skip(process.platform !== 'linux', 'the tree is kept on Linux')
  await using folder = await tempFolder()
  await mkdir(folder.in('clips', 'day'), { recursive: true })
  const tree = treeAt(folder.in('clips'))
  await tree.open(folder.in('clips'))
  const [above, below] = [tree.get(folder.in('clips')), tree.get(folder.in('clips', 'day'))]
  if (!above || !below) throw new Error('the folders are not in the tree')
  tree.close(below)
  expect(tree.watch(below)).toBe(false)
  expect(watchesOf(below.path)).toBe(0)
  expect(tree.watch(above)).toBe(true)
  const ended = tree.end()
  expect(tree.watch(above)).toBe(false)
  await ended
  expect(watchesOf(above.path)).toBe(0)
})
