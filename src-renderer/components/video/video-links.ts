/** @file The links of a video: their order, the main one, and which may be opened. */
import { lazyTexts, t } from '@contract/i18n/i18n.ts'
import type { UploadView } from '@contract/queue/upload.ts'
import { LINK_LABELS, LINK_NAMES, type LinkName, type Links } from '@contract/video.ts'

/** Whether a text is an HTTP(S) address. A host may report anything, such as `javascript:`, which must not become a link. */
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

/** The link to pass on: the first one that is not a thumbnail. */
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

/** The main link of an upload whose video can be played; `null` before. */
export function playableLink({ state, processing, links }: Pick<UploadView, 'state' | 'processing' | 'links'>): ShownLink | null {
  return state === 'done' || processing?.state === 'playable' ? mainLink(links) : null
}

/** The short label of the button that copies a link. */
export function copyLabelOf({ name }: Pick<ShownLink, 'name'>): string {
  return name === 'embed' ? t('Copy code') : t('Copy link')
}

/** The noun of a link. */
export function nounOf({ name }: Pick<ShownLink, 'name'>): string {
  return NOUNS[name]
}
