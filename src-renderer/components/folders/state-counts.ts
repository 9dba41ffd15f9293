/** @file The number of files in a state, as a text. Pure. */
import { tn } from '@contract/i18n/i18n.ts'
import type { WatchFileState } from '@contract/watch.ts'

/** `3 waiting`, `9 in the queue`, `23 left out`. */
export function countedState(state: WatchFileState, files: number): string {
  switch (state) {
    case 'asking':
      return tn(files, '{n} file waits for your answer', '{n} files wait for your answer')
    case 'waiting':
      return tn(files, '{n} waiting', '{n} waiting')
    case 'queued':
      return tn(files, '{n} in the queue', '{n} in the queue')
    case 'sent':
      return tn(files, '{n} sent', '{n} sent')
    case 'ignored':
      return tn(files, '{n} left out', '{n} left out')
  }
}
