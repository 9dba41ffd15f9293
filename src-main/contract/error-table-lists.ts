/** @file The part of the table of errors about hash lists. None of them keeps anything from being sent. */
import type { ErrorEntry } from './error-entry.ts'

export const LIST_ERRORS = {
  'list.unreadable': {
    disposition: 'reject',
    remedy: 'none',
    title: 'The hash list cannot be read',
    help: '{path}: {reason}. What it lists is not compared with it.',
  },
  'list.tooLarge': {
    disposition: 'reject',
    remedy: 'none',
    title: 'The hash list is too large',
    help: '{path} has more than {limit}. What it lists is not compared with it.',
  },
  'list.broken': {
    disposition: 'reject',
    remedy: 'none',
    title: 'The hash list is damaged',
    help: '{path}, line {line}: {reason}. What it lists is not compared with it.',
  },
  'list.doctype': {
    disposition: 'reject',
    remedy: 'none',
    title: 'The hash list declares a document type',
    help: '{path} begins with a DOCTYPE, which no hash list has and which can be used for harm. What it lists is not compared with it.',
  },
  'list.encoding': {
    disposition: 'reject',
    remedy: 'none',
    title: 'The text of the hash list cannot be read',
    help: '{path} is neither UTF-8 nor UTF-16: {reason}. What it lists is not compared with it.',
  },
  'list.unknown': {
    disposition: 'reject',
    remedy: 'none',
    title: 'Not a hash list that is known here',
    help: '{path} is {found}; ASC MHL 2.0 and MHL 1.x are read. What it lists is not compared with it.',
  },
  'list.notAsChained': {
    disposition: 'reject',
    remedy: 'none',
    title: 'The hash list was changed after it was written',
    help: '{path} has another hash than {chain} names for it. What it lists is not compared with it.',
  },
} as const satisfies Record<string, ErrorEntry>
