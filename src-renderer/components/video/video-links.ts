/** @file Links of a video: in which order, which one is the one to hand on, and which may be opened. */
import { LINK_NAMES, LINK_WORDS, type LinkName, type Links } from '@contract/video.ts'

/** Only what a browser opens as a page or a file; never `javascript:` or the like, whatever a host answers. */
export function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol } = new URL(text)
  return protocol === 'https:' || protocol === 'http:'
}

export interface ShownLink {
  readonly name: LinkName
  readonly words: string
  readonly text: string
  readonly opens: boolean
}

export function linksInOrder(links: Links): readonly ShownLink[] {
  return LINK_NAMES.flatMap((name) => {
    const text = links[name]
    return text ? [{ name, words: LINK_WORDS[name], text, opens: name !== 'embed' && isWebAddress(text) }] : []
  })
}

/** The link that is most useful to others; a thumbnail is none. */
export function mainLink(links: Links): ShownLink | null {
  return linksInOrder(links).find(({ name }) => name !== 'thumbnail') ?? null
}

/** `'Watch link'`, `'HLS link'`, `'Embed code'`: what is copied. */
export function nounOf({ name, words }: Pick<ShownLink, 'name' | 'words'>): string {
  if (name === 'embed') return words
  return name === 'watch' ? 'Watch link' : `${words} link`
}
