/** @file Errors of History. Part of the table in `error-table.ts`. */
import type { ErrorEntry } from './error-entry.ts'

export const HISTORY_ERRORS = {
  'queue.notInHistory': {
    disposition: 'reject',
    remedy: 'none',
    title: 'It is not in History any more',
    help: 'It may have been deleted because of its age. Add the file again.',
  },
  'queue.linkForgotten': {
    disposition: 'reject',
    remedy: 'none',
    title: 'The link is not kept',
    help: 'Links may hold passwords, so that of {name} was forgotten when it left the queue. Import it again.',
  },
} as const satisfies Record<string, ErrorEntry>
