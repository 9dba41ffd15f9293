/** @file The extension of a file name, as a frame without an image shows it. Pure. */
import { t } from '@contract/i18n/i18n.ts'

/** `C0001.MP4` → `MP4`; `FILE` without an extension of up to four characters. */
export function endingOf(name: string): string {
  return /\.([a-z0-9]{1,4})$/i.exec(name)?.[1]?.toUpperCase() ?? t('FILE')
}
