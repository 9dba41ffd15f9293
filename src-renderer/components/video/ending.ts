/** @file The ending of the name of a file, as a frame without a picture shows it. Pure. */
import { t } from '@contract/i18n.ts'

/** `C0001.MP4` → `MP4`; `FILE` where there is none that is short enough. */
export function endingOf(name: string): string {
  return /\.([a-z0-9]{1,4})$/i.exec(name)?.[1]?.toUpperCase() ?? t('FILE')
}
