/** @file Damaged files of the data folder: which can be damaged, and what is lost without each. */
import { lazyTexts, t } from './i18n/i18n.ts'
import type { DisplayText } from './i18n/phrase.ts'

/** The list of what was found damaged, itself a file that can be damaged. */
export const DAMAGE_LIST = 'needs-repair.json'

/** In the order of reports. */
export const DATA_FILES = ['journal.db', 'accounts.json', 'watches.json', 'secrets.json', 'settings.json', DAMAGE_LIST] as const
export type DataFile = (typeof DATA_FILES)[number]

/** Where an undamaged file comes from: it is at its path again, the kept copy was repaired, or an older copy exists. */
export type WholeCopy = { readonly kind: 'in-place' | 'mended' | 'older'; readonly path: string }

export interface DamagedFile {
  readonly file: DataFile
  readonly path: string
  /** Where the damaged file is kept, unchanged. */
  readonly kept: string
  readonly reason: DisplayText
  /** When it was found, epoch milliseconds. */
  readonly foundAt: number
  readonly whole: WholeCopy | null
}

/** What is lost without a file. */
export const LOST_WITHOUT: Readonly<Record<DataFile, string>> = lazyTexts({
  'journal.db': () =>
    t(
      'The queue, the history, the receipts and what is known of the files of watched folders are lost. Watched folders ask before they send what they find; other files that were sent before are not recognised.',
    ),
  'accounts.json': () => t('The accounts are lost and have to be added again. Until then nothing can be sent to them.'),
  'watches.json': () => t('The list of watched folders and their rules is lost. What was sent from them stays known.'),
  'secrets.json': () => t('The stored keys and passwords are lost. Each account asks for them again.'),
  'settings.json': () => t('The settings are lost and are what they are at first.'),
  [DAMAGE_LIST]: () =>
    t('It is not known any more which files were found damaged before: those that are missing are made anew, and are empty.'),
})

/** What restoring a copy means. */
export function describeCopy({ kind, path }: WholeCopy): string {
  switch (kind) {
    case 'in-place':
      return t('{path} is whole again.', { path })
    case 'mended':
      return t('{path} is whole again and can be put back.', { path })
    case 'older':
      return t(
        '{path} is an older copy and is whole. What was done after it was made is not in it: everything unfinished in it is paused, and watched folders ask.',
        { path },
      )
  }
}
