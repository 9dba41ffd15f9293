/** @file The part of the table of errors about hash lists. None of them keeps anything from being sent. */
import type { ErrorEntry } from './error-entry.ts'

export const LIST_ERRORS = {
  'list.unreadable': {
    disposition: 'reject',
    remedy: 'none',
    title: 'The hash list cannot be read',
    help: '{path}: {reason}. What it lists is not compared with it.',
  },
  'list.unreadableFolder': {
    disposition: 'reject',
    remedy: 'none',
    title: 'A folder cannot be searched for hash lists',
    help: '{path}: {reason}. Nothing is compared with hash lists that are in it.',
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
  'list.tooMany': {
    disposition: 'reject',
    remedy: 'none',
    title: 'There are too many hash lists',
    help: '{path} has {count} of them. Only the newest are read, {limit} at most.',
  },
  'list.disagree': {
    disposition: 'reject',
    remedy: 'none',
    title: 'Hash lists disagree about the file',
    help: '{path} is as {list} says ({value}). {other} has another hash for it ({otherValue}).',
  },
  'list.ambiguous': {
    disposition: 'reject',
    remedy: 'none',
    title: 'More than one entry of a hash list fits the file',
    help: '{list} has {first} and {second}, and {path} may be either: they differ in case or in how letters are composed.',
  },
  'list.otherPath': {
    disposition: 'reject',
    remedy: 'none',
    title: 'The hash list has the file at another path',
    help: '{list} has a file of this name and size as {listed}. It was moved since, or is another file.',
  },
  'list.outside': {
    disposition: 'reject',
    remedy: 'none',
    title: 'The hash list has paths that lead out of its folder',
    help: '{list} has {count} paths like {first}. They are not followed, so {path} may be one of those files.',
  },
  'list.noHash': {
    disposition: 'reject',
    remedy: 'none',
    title: 'The hash list has no hash that is known here',
    help: '{list} has {unusable} for {path}. Known are C4, MD5, SHA-1, XXH64, XXH3 and XXH128.',
  },
  'list.otherSize': {
    disposition: 'reject',
    remedy: 'none',
    title: 'The hash list has another size for the file',
    help: '{list} has {listed} bytes for {path}, which has {size}. It has no hash of it that could be compared.',
  },
  'list.unusableHash': {
    disposition: 'reject',
    remedy: 'none',
    title: 'The hash list has a hash that is not known here',
    help: '{list} has {unusable} for {path}, which cannot be compared; its other hashes are.',
  },
  'list.contradicts': {
    disposition: 'reject',
    remedy: 'none',
    title: 'The hash list contradicts itself',
    help: '{list} has different hashes in {format} for {path}, of which one at most is right.',
  },
  'list.failed': {
    disposition: 'reject',
    remedy: 'none',
    title: 'The hash list says that a check of the file failed',
    help: '{list} has the hash {value} for {path} as failed: the file was found to differ when that list was made.',
  },
} as const satisfies Record<string, ErrorEntry>
