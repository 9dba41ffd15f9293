/** @file The `FolderEvents` port. */
import process from 'node:process'
import type { Log } from '../../../engine/ports.ts'
import type { FolderEvents } from '../../../engine/watch/ports.ts'
import { createNativeEvents } from './native.ts'
import { createTreeEvents } from './tree-events.ts'

/** Linux watches single folders, and says nothing when it lost something: the tree is kept, and compared, here. */
export function createFolderEvents(log: Log): FolderEvents {
  return process.platform === 'linux' ? createTreeEvents(log) : createNativeEvents(log)
}
