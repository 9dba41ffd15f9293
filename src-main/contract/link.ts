/** @file Links that a provider can copy a video from. */
import { type Failure, failure } from './errors.ts'

const MANIFESTS: Readonly<Record<string, string>> = { m3u8: 'an HLS playlist', m3u: 'a playlist', mpd: 'a DASH manifest' }

/** Why a link cannot be copied from by any provider, or `null`. */
export function linkProblem(text: string): Failure | null {
  const refuse = (reason: string): Failure => failure('import.refused', { link: withoutPassword(text), reason })
  if (!URL.canParse(text)) return refuse('it is not a link; links begin with https://, http:// or sftp://')
  const url = new URL(text)
  if (!['https:', 'http:', 'sftp:'].includes(url.protocol)) return refuse('only https, http and sftp links can be copied')
  if (url.hostname === '') return refuse('it names no host')
  const ending = /\.(\w+)$/.exec(url.pathname)?.[1]?.toLowerCase() ?? ''
  const manifest = MANIFESTS[ending]
  if (manifest) return refuse(`it is ${manifest}, which lists pieces of a video; a host needs the link of the video file itself`)
  return null
}

/** A link for display: without user, password and query, which often holds a signature. */
export function withoutPassword(link: string): string {
  if (!URL.canParse(link)) return link.replace(/\/\/[^/\s]*@/, '//…@').replace(/\?.*/s, '?…')
  const url = new URL(link)
  const user = url.username === '' && url.password === '' ? '' : '…@'
  return `${url.protocol}//${user}${url.host}${url.pathname}${url.search === '' ? '' : '?…'}`
}

/** The default title of a copy. */
export function titleOfLink(link: string): string {
  return nameOfLink(link).replace(/\.\w+$/, '')
}

/** The name of the file that a link leads to, for a row. */
export function nameOfLink(link: string): string {
  const { pathname, host } = new URL(link)
  const last = pathname
    .split('/')
    .filter((part) => part !== '')
    .at(-1)
  if (last === undefined) return host
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}
