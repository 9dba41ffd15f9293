/**
 * @file The result of comparing a file with the hashes that an offload tool listed for it. Pure.
 *
 * A row has it once every byte was read; a receipt keeps it.
 */
import { type Failure, helpOf, titleOf } from '../errors/errors.ts'
import { inEnglish, t } from '../i18n/i18n.ts'
import { isoTime } from '../text/dates.ts'
import { lastNameIn } from '../text/paths.ts'
import { FORMAT_NAMES, type ListedFormat } from './hashes.ts'

export type Offload =
  /** The file has the hash of the list. */
  | {
      readonly result: 'matches'
      /** Path of the list. */
      readonly list: string
      readonly format: ListedFormat
      readonly value: string
      /** What should be known besides, such as another list that cannot be read. */
      readonly note: Failure | null
    }
  /** It has another: nothing is reported as sent unless a person accepts it. */
  | {
      readonly result: 'differs'
      readonly list: string
      readonly format: ListedFormat
      /** In the list. */
      readonly value: string
      /** Of the file as it was sent. */
      readonly found: string
      /** When a person chose to send it as it is (epoch ms); `null` before. */
      readonly acceptedAt: number | null
    }
  /** Lists have the file, or may have it, and prove nothing. Never stops anything. */
  | { readonly result: 'unclear'; readonly note: Failure }

/** One line for people. */
export function offloadText(offload: Offload): string {
  switch (offload.result) {
    case 'matches':
      return t('Matches the hash made at offload ({format}, {list})', inList(offload))
    case 'differs':
      return offload.acceptedAt === null
        ? t('Differs from the hash made at offload ({format}, {list})', inList(offload))
        : t('Sent as it is, and differs from the hash made at offload ({format}, {list})', inList(offload))
    case 'unclear':
      return t('Not compared with the hash made at offload: {why}', { why: titleOf(offload.note) })
  }
}

/** What should be known besides, and what can be done; `null` where nothing should. */
export function offloadHelp(offload: Offload): string | null {
  return offload.result === 'differs' || offload.note === null ? null : helpOf(offload.note)
}

interface OffloadFact {
  /** For people. */
  readonly name: string
  readonly value: string
  readonly isHash: boolean
}

/**
 * The list and the hashes: both of them where they differ, and when that was accepted.
 *
 * @param momentOf the text of a time (epoch ms)
 */
export function offloadFacts(offload: Offload, momentOf: (at: number) => string): readonly OffloadFact[] {
  if (offload.result === 'unclear') return []
  const fact = (name: string, value: string): OffloadFact => ({ name, value, isHash: false })
  const hash = (name: string, value: string): OffloadFact => ({ name, value, isHash: true })
  const list = fact(t('Hash list'), offload.list)
  if (offload.result === 'matches') return [list, hash(FORMAT_NAMES[offload.format], offload.value)]
  const { value, found, acceptedAt } = offload
  const accepted = acceptedAt === null ? [] : [fact(t('Accepted on'), momentOf(acceptedAt))]
  return [list, hash(t('At offload'), value), hash(t('As sent'), found), ...accepted]
}

/** As flat fields, for scripts and spreadsheets; all `null` where no list has the file. */
export function offloadFields(offload: Offload | null) {
  const { note = null, list = null, format = null, value = null, found = null, acceptedAt = null }: Partial<All> = offload ?? {}
  return {
    offload: offload?.result ?? null,
    offloadList: list,
    offloadFormat: format,
    offloadHash: value,
    /** Of the file as it was sent, where it differs. */
    offloadFileHash: found,
    offloadAcceptedAt: acceptedAt === null ? null : isoTime(acceptedAt),
    offloadNote: note === null ? null : inEnglish(() => `${titleOf(note)}. ${helpOf(note)}`),
  }
}

/** The fields of all results. */
interface All {
  readonly note: Failure | null
  readonly list: string | null
  readonly format: ListedFormat | null
  readonly value: string | null
  readonly found: string | null
  readonly acceptedAt: number | null
}

function inList({ format, list }: { readonly format: ListedFormat; readonly list: string }) {
  return { format: FORMAT_NAMES[format], list: lastNameIn(list) }
}
