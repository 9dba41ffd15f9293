/** @file Links that a provider can copy a video from. */
import { type Failure, failure } from '../errors/errors.ts'
import { msg } from '../i18n/i18n.ts'
import { type DisplayText, phrase, phraseFrom } from '../i18n/phrase.ts'
import { linkFit, pageAdvice } from './link-fit.ts'

const MANIFESTS: Readonly<Record<string, string>> = {
  m3u8: msg('an HLS playlist'),
  m3u: msg('a playlist'),
  mpd: msg('a DASH manifest'),
}

/** Why a link cannot be copied from by any provider, or `null`. */
export function linkProblem(text: string): Failure | null {
  const refuse = (reason: DisplayText): Failure => failure('import.refused', { link: redactLink(text), reason })
  if (!URL.canParse(text)) return refuse(phrase('it is not a link; links begin with https://, http:// or sftp://'))
  const advice = pageAdvice(text)
  if (advice !== null) return refuse(advice)
  const url = new URL(text)
  if (!['https:', 'http:', 'sftp:'].includes(url.protocol)) return refuse(phrase('only https, http and sftp links can be copied'))
  if (url.hostname === '') return refuse(phrase('it names no host'))
  const ending = /\.(\w+)$/.exec(url.pathname)?.[1]?.toLowerCase() ?? ''
  const manifest = MANIFESTS[ending]
  if (manifest)
    return refuse(
      phrase('it is {manifest}, which lists pieces of a video; a host needs the link of the video file itself', {
        manifest: phraseFrom(manifest),
      }),
    )
  return null
}

/**
 * Why a host would not take what a link leads to, by its ending, or `null`.
 *
 * @param anyway also what may be a video under an unusual name
 */
export function linkEndingProblem(
  text: string,
  { label, accepts, anyway }: { readonly label: string; readonly accepts: readonly string[] | null; readonly anyway: boolean },
): Failure | null {
  const fit = linkFit(text, accepts)
  if (fit.kind === 'fits' || (fit.kind === 'unsure' && anyway)) return null
  const link = redactLink(text)
  const known = phrase('it ends in .{ending}, and {host} takes {known}', {
    ending: fit.ending,
    host: label,
    known: (accepts ?? []).join(', '),
  })
  if (fit.kind === 'unfit') return failure('import.refused', { link, reason: known })
  return failure('import.unsure', { link, reason: known })
}

/** A link for display: without user, password and query, which often holds a signature. */
export function redactLink(link: string): string {
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
