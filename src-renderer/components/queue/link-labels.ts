/** @file The labels of commands for a link of a video. Pure. */
import { t } from '@contract/i18n/i18n.ts'
import type { ShownLink } from '../video/video-links.ts'

type Named = Pick<ShownLink, 'name' | 'label'>

export function copyLinkLabel({ name, label }: Named): string {
  if (name === 'watch') return t('Copy watch link')
  return name === 'embed' ? t('Copy embed code') : t('Copy {format} link', { format: label })
}

export function openLinkLabel({ name, label }: Named): string {
  return name === 'watch' ? t('Open watch link') : t('Open {format} link', { format: label })
}
