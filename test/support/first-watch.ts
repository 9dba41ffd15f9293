/**
 * @file Run by itself, with a folder: prints why it is not watched, with all files that the process may have open in use
 * (`without-files`) or as things are, and once there are some again.
 */
import { createWatchedTree } from '../../src-main/adapters/watch/events/watched-tree.ts'
import { takeDescriptors } from './take-descriptors.ts'

const [, , root = '', how = ''] = process.argv
const tree = createWatchedTree({ root, onEvent() {}, onLost() {}, onClosed() {} })

const giveBack = how === 'without-files' ? takeDescriptors() : null
await tree.open(root)
const node = tree.get(root)
if (!node) throw new Error('there is no folder')
tree.watch(node)
const first = tree.unwatched()
giveBack?.()
tree.watch(node)
console.log(JSON.stringify({ first, afterwards: tree.unwatched() }))
await tree.end()
