/**
 * @file Run by itself, with a folder, under a low limit of open files: watches the folder, makes folders in it while all files
 * that there are stay open, and prints what is watched then, and once there are some again.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createWatchedTree, statsOf } from '../../src-main/adapters/watch/events/watched-tree.ts'
import { takeDescriptors } from './take-descriptors.ts'

const [, , root = ''] = process.argv
const tree = createWatchedTree({ root, onEvent() {}, onLost() {}, onClosed() {} })
await tree.open(root)
mkdirSync(join(root, 'card', 'day'), { recursive: true })

const giveBack = takeDescriptors()
await tree.open(join(root, 'card'))
await compare()
const without = { paths: tree.paths(), unwatched: tree.unwatched() }
giveBack()
await compare()
console.log(JSON.stringify({ without, afterwards: { paths: tree.paths(), unwatched: tree.unwatched() } }))
await tree.end()

/** Compares each folder whose date has changed, as the watcher does. */
async function compare(): Promise<void> {
  for (const path of tree.paths()) {
    const [node, stats] = [tree.get(path), await statsOf(path)]
    if (node && stats && node.mtimeNs !== stats.mtimeNs) await tree.compare(node, stats)
  }
}
