/** @file What is done with a link of a video, in words. Pure. */
import { t } from '@contract/i18n.ts'
import type { ShownLink } from '../video/video-links.ts'

type Named = Pick<ShownLink, 'name' | 'words'>

export function copyWords({ name, words }: Named): string {
  if (name === 'watch') return t('Copy watch link')
  return name === 'embed' ? t('Copy embed code') : t('Copy {format} link', { format: words })
}

export function openWords({ name, words }: Named): string {
  return name === 'watch' ? t('Open watch link') : t('Open {format} link', { format: words })
}
