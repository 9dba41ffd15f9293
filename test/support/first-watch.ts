/**
 * @file Run by itself, with a folder: prints why it is not watched, with all files that the process may have open in use
 * (`without-files`) or as things are, and once there are some again.
 */
import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import { createWatchedTree } from '../../src-main/adapters/watch/events/watched-tree.ts'

const [, , root = '', how = ''] = process.argv
const tree = createWatchedTree({ root, onEvent() {}, onLost() {}, onClosed() {} })

const eaten: number[] = []
for (let isFull = how !== 'without-files'; !isFull; ) {
  try {
    eaten.push(openSync(devNull, 'r'))
  } catch {
    isFull = true
  }
}
await tree.open(root)
const node = tree.get(root)
if (!node) throw new Error('there is no folder')
tree.listen(node)
const first = tree.unwatched()
eaten.forEach(closeSync)
tree.listen(node)
console.log(JSON.stringify({ first, afterwards: tree.unwatched() }))
await tree.end()
