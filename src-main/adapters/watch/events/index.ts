/** @file The `FolderEvents` port. */
import process from 'node:process'
import type { Log } from '../../../engine/ports.ts'
import type { FolderEvents } from '../../../engine/watch/ports.ts'
import { createNativeEvents } from './native.ts'
import { createTreeEvents } from './tree-events.ts'

/** Linux watches single folders, and does not report lost events: the tree of watches is kept and compared here. */
export function createFolderEvents(log: Log): FolderEvents {
  return process.platform === 'linux' ? createTreeEvents(log) : createNativeEvents(log)
}
