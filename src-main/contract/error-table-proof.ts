/** @file Errors of what proves that files were sent: receipts. */
import type { ErrorEntry } from './error-entry.ts'

export const PROOF_ERRORS = {
  'receipt.none': {
    disposition: 'reject',
    remedy: 'none',
    title: 'There is no receipt',
    help: 'Nothing of this was sent yet. A receipt is made when a file is at its host.',
  },
  'receipt.tooManyToPrint': {
    disposition: 'reject',
    remedy: 'none',
    title: 'Too many receipts for one PDF',
    help: 'These are {count}; a PDF holds {most}. Save them as a page instead, and print from the browser what is needed.',
  },
  'receipt.notSaved': {
    disposition: 'reject',
    remedy: 'retry',
    title: 'The PDF was not saved',
    help: '{reason}. Nothing was changed at that place.',
  },
} as const satisfies Record<string, ErrorEntry>
