/** @file Links of a video: in which order, which one is the one to hand on, and which may be opened. */

import { lazyTexts, t } from '@contract/i18n.ts'
import { LINK_LABELS, LINK_NAMES, type LinkName, type Links } from '@contract/video.ts'

/** Only what a browser opens as a page or a file; never `javascript:` or the like, whatever a host answers. */
export function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol } = new URL(text)
  return protocol === 'https:' || protocol === 'http:'
}

export interface ShownLink {
  readonly name: LinkName
  readonly label: string
  readonly text: string
  readonly opens: boolean
}

export function orderedLinks(links: Links): readonly ShownLink[] {
  return LINK_NAMES.flatMap((name) => {
    const text = links[name]
    return text ? [{ name, label: LINK_LABELS[name], text, opens: name !== 'embed' && isWebAddress(text) }] : []
  })
}

/** The link that is most useful to others; a thumbnail is none. */
export function mainLink(links: Links): ShownLink | null {
  return orderedLinks(links).find(({ name }) => name !== 'thumbnail') ?? null
}

const NOUNS: Readonly<Record<LinkName, string>> = lazyTexts({
  watch: () => t('Watch link'),
  hls: () => t('HLS link'),
  dash: () => t('DASH link'),
  mp4: () => t('MP4 link'),
  embed: () => t('Embed code'),
  thumbnail: () => t('Thumbnail link'),
})

/** What is copied. */
export function nounOf({ name }: Pick<ShownLink, 'name'>): string {
  return NOUNS[name]
}
