/** @file Turns the elements of ASC MHL 2.0 and MHL 1.x into entries and a head of one form. */
import { type Phrase, phrase } from '../../contract/i18n/phrase.ts'
import type { HashListHead, HashListKind, ListEntry } from '../../contract/proof/hash-list.ts'
import {
  addHash,
  detached,
  type EntryDraft,
  finishedEntry,
  MAX_HASHES,
  MAX_PATH_CHARACTERS,
  momentOf,
  newEntry,
  sizeOf,
} from './entries.ts'
import type { AttributeOf, XmlReader } from './xml.ts'

const NAMESPACE = 'urn:ASC:MHL:v2.0'
const MAX_OUTSIDE_ENTRIES = 10
const MAX_IGNORES = 1_000
const MAX_REFERENCES = 10_000
const TOO_MANY_REFERENCES = phrase('it has more than {most} references', { most: MAX_REFERENCES })
const TOO_MANY_IGNORES = phrase('it has more than {most} patterns', { most: MAX_IGNORES })
/** Elements that hold no hash of a file and are skipped. `hedge` is an extension of OffShoot. */
const SKIPPED: ReadonlySet<string> = new Set(['metadata', 'roothash', 'directoryhash', 'hedge'])
/** Elements of `hash` in MHL 1.x that are not hashes; `null` declares that there is none. */
const FACTS_OF_MHL1: ReadonlySet<string> = new Set(['file', 'size', 'lastmodificationdate', 'creationdate', 'hashdate', 'null'])

interface ListReader extends XmlReader {
  /** The head of the list, once all is read; `null` if there was none. */
  head(): Omit<HashListHead, 'path' | 'c4'> | null
}

interface ReaderContext {
  onEntry(entry: ListEntry): void
  /** An entry whose path leads out of the folder of the list. @param written its path as it is written */
  onOutside(written: string, sizeBytes: number | null): void
  /** Makes the error for a root that is no hash list. @param found what it is */
  unknown(found: Phrase): Error
  /** Makes the error for a list that is out of bounds. */
  broken(reason: Phrase): Error
}

export function createListReader(context: ReaderContext): ListReader {
  let kind: HashListKind | null = null
  let version = ''
  let createdAt: number | null = null
  let finishedAt: number | null = null
  let tool: string | null = null
  let entry: EntryDraft | null = null
  let reference: { path: string; c4: string } | null = null
  let action: string | undefined
  const references: { readonly path: string; readonly c4: string }[] = []
  const ignores: string[] = []
  const outside = { count: 0, first: [] as string[] }

  function begin(name: string, attribute: AttributeOf, namespace: string): void {
    const number = attribute('version') ?? ''
    if (name === 'hashlist' && namespace === NAMESPACE && number === '2.0') kind = 'ascmhl2'
    else if (name === 'hashlist' && namespace === '' && /^(?:1(?:\.\d)?)?$/.test(number)) kind = 'mhl1'
    else {
      const named = { name: name.slice(0, 40), version: number.slice(0, 20) }
      throw context.unknown(phrase('a document “{name}” of version “{version}”', named))
    }
  }

  function end(draft: EntryDraft): void {
    const finished = finishedEntry(draft)
    if (finished) context.onEntry(finished)
    else {
      const written = detached(draft.written)
      outside.count += 1
      if (outside.first.length < MAX_OUTSIDE_ENTRIES) outside.first.push(written.slice(0, 200))
      context.onOutside(written, draft.sizeBytes)
    }
  }

  function closeInEntry(draft: EntryDraft, name: string, text: string): void {
    if (name === 'path' || name === 'file') draft.written = pathIn(text)
    else if (name === 'previousPath') draft.previousPath = pathIn(text)
    else if (name === 'size') draft.sizeBytes = sizeOf(text)
    else if (name === 'lastmodificationdate') draft.modifiedAt = momentOf(text)
    else if (name === 'null') draft.hasNoHash = true
    else if (kind === 'ascmhl2' || !FACTS_OF_MHL1.has(name)) addHash(draft, name, text, action)
    if (draft.hashes.length + draft.unusable.length > MAX_HASHES)
      throw context.broken(phrase('a file has more than {most} hashes', { most: MAX_HASHES }))
  }

  function pathIn(text: string): string {
    const path = text.trim()
    if (path.length > MAX_PATH_CHARACTERS)
      throw context.broken(phrase('a path has more than {most} characters', { most: MAX_PATH_CHARACTERS }))
    return path
  }

  function checkLength(list: readonly unknown[], most: number, tooMany: Phrase): void {
    if (list.length > most) throw context.broken(tooMany)
  }

  return {
    open(name, attribute, depth, namespace) {
      if (depth === 1) begin(name, attribute, namespace)
      if (SKIPPED.has(name)) return false
      action = attribute('action')
      if (name === 'hash') entry = newEntry()
      else if (name === 'hashlistreference') reference = { path: '', c4: '' }
      else if (name === 'tool') version = attribute('version')?.trim() ?? ''
      else if (name === 'path' && entry) {
        entry.sizeBytes = sizeOf(attribute('size'))
        entry.modifiedAt = momentOf(attribute('lastmodificationdate'))
      }
      return true
    },

    close(name, text) {
      if (name === 'hash') {
        if (entry) end(entry)
        entry = null
      } else if (name === 'hashlistreference') {
        if (reference) references.push(reference)
        checkLength(references, MAX_REFERENCES, TOO_MANY_REFERENCES)
        reference = null
      } else if (entry) closeInEntry(entry, name, text)
      else if (reference && name === 'path') reference.path = detached(pathIn(text))
      else if (reference && name === 'c4') reference.c4 = detached(text.trim().slice(0, 100))
      else if (name === 'creationdate') createdAt = momentOf(text)
      else if (name === 'finishdate') finishedAt = momentOf(text)
      else if (name === 'tool') tool = [text.trim().slice(0, 200), version.slice(0, 50)].filter(Boolean).join(' ') || null
      else if (name === 'pattern') {
        ignores.push(detached(text.slice(0, 1_000)))
        checkLength(ignores, MAX_IGNORES, TOO_MANY_IGNORES)
      }
    },

    head: () => (kind === null ? null : { kind, createdAt: createdAt ?? finishedAt, tool, references, ignores, outside }),
  }
}
