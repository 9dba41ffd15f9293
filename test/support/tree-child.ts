/** @file Watches a tree in a process of its own, which can be stopped or held to limits: `node tree-child.ts FOLDER COMPARE_MS`. */
import { createInterface } from 'node:readline'
import { watchedTree } from './tree-watcher.ts'

const [, , root = '', compareMs = ''] = process.argv
const tree = await watchedTree(root, { compareMs: Number(compareMs) })
console.log('ready')

/** A line with a path: whether it was found. An empty line: the reasons why changes are not reported. */
createInterface({ input: process.stdin })
  .on('line', (path) => console.log(JSON.stringify(path === '' ? tree.reasons : tree.found.has(path))))
  .on('close', () => void tree[Symbol.asyncDispose]())
