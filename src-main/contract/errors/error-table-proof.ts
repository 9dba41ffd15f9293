/** @file Errors of what proves that files were sent: receipts, and the hash lists that are written. */
import type { ErrorEntry } from './error-entry.ts'

export const PROOF_ERRORS = {
  'receipt.none': {
    disposition: 'reject',
    remedy: 'none',
    title: 'There is no receipt',
    help: 'Nothing of this was sent yet. A receipt is made when a file is at its host.',
  },
  'receipt.otherFile': {
    disposition: 'reject',
    remedy: 'none',
    title: 'The receipt is of another file or version',
    help: '{path} has another size or date than the file of receipt {receipt}, and another content. It was changed since, or another file has its path now. Nothing proves it.',
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
  'file.changing': {
    disposition: 'reject',
    remedy: 'retry',
    title: 'The file changed while it was read',
    help: '{path} is still being written. Its hash would be that of no version; try again when it is finished.',
  },
  'list.noChain': {
    disposition: 'reject',
    remedy: 'none',
    title: 'The chain file of the hash lists is missing',
    help: '{folder} has hash lists, but no ascmhl_chain.xml that names them. Nothing was written. Put it back from another copy of this folder.',
  },
  'list.generationMissing': {
    disposition: 'reject',
    remedy: 'none',
    title: 'A hash list is missing',
    help: '{chain} names {name}, which is not there. Nothing was written. Put it back from another copy of this folder.',
  },
  'list.notInChain': {
    disposition: 'reject',
    remedy: 'none',
    title: 'A hash list is not in its chain',
    help: '{path} is not named by its ascmhl_chain.xml, as after a copy or a program that was interrupted. Nothing was written. Put the whole folder back, or move this list away.',
  },
  'list.unnameable': {
    disposition: 'reject',
    remedy: 'none',
    title: 'A hash list cannot hold this name',
    help: '{path} has a character in its name that hash lists cannot hold, such as a control character or a backslash. Rename it to list it.',
  },
  'list.badPattern': {
    disposition: 'reject',
    remedy: 'none',
    title: 'A hash list leaves files out by a pattern that cannot be used',
    help: '{path}: {reason} Nothing was written.',
  },
  'list.notWritten': {
    disposition: 'reject',
    remedy: 'retry',
    title: 'The hash list was not written',
    help: '{path}: {reason}. Nothing was changed there.',
  },
} as const satisfies Record<string, ErrorEntry>
