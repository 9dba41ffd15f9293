/** @file Whether a link leads to a file that a host can copy, by the extension of its path and by known pages that only look like files. Pure. */
import { type Phrase, phrase } from '../i18n/phrase.ts'

/** Endings that are no video whatever host is asked. */
const NO_VIDEO = new Set(
  'html htm xhtml txt md pdf doc docx xls xlsx ppt pptx zip rar 7z gz tar bz2 iso exe dmg jpg jpeg png gif webp svg srt vtt ass json xml csv js css'.split(
    ' ',
  ),
)

type LinkFit =
  | { readonly kind: 'fits' }
  /** It may be a video that is named unusually: a person may send it anyway. */
  | { readonly kind: 'unsure' | 'unfit'; readonly ending: string }

/**
 * Compares the extension of a link with those that a host accepts. A link without an extension fits; so does one whose query names an
 * accepted file, such as `download?file=clip.mp4`.
 *
 * @param accepts endings without a dot; `null` takes any
 */
export function linkFit(link: string, accepts: readonly string[] | null): LinkFit {
  if (accepts === null || !URL.canParse(link)) return { kind: 'fits' }
  const { pathname, search } = new URL(link)
  const ending = endingOf(pathname.split('/').at(-1) ?? '')
  if (ending === null || accepts.includes(ending)) return { kind: 'fits' }
  if (parametersOf(search).some(([, value]) => accepts.includes(endingOf(value) ?? ''))) return { kind: 'fits' }
  return { kind: NO_VIDEO.has(ending) ? 'unfit' : 'unsure', ending }
}

/** Names and values as they stand in a query. */
function parametersOf(search: string): (readonly [string, string])[] {
  return search
    .slice(1)
    .split('&')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=')
      return [name, value.join('=')] as const
    })
}

function endingOf(name: string): string | null {
  return /\.([a-z0-9]{1,10})$/i.exec(name)?.[1]?.toLowerCase() ?? null
}

/**
 * What to change about a link of a known service that does not lead to the file itself, or `null`. It repeats nothing of the link, whose
 * query may be a key.
 */
export function pageAdvice(link: string): Phrase | null {
  if (!URL.canParse(link)) return null
  const url = new URL(link)
  const host = url.hostname.toLowerCase().replace(/^www\./, '')
  if (
    url.protocol === 's3:' ||
    host === 's3.console.aws.amazon.com' ||
    (host.endsWith('console.aws.amazon.com') && url.pathname.startsWith('/s3'))
  )
    return phrase(
      'it is a place in S3 and no link; make a presigned https link of the object (“Share with a presigned URL” in the console, or `aws s3 presign`)',
    )
  if (host === 'drive.google.com' || host === 'docs.google.com')
    return phrase(
      'it is a page of Google Drive and not the file; use https://www.googleapis.com/drive/v3/files/<file id>?alt=media with &key=<API key> at its end if anyone with the link may see the file, or with an Authorization header where the host takes one (Gcore does)',
    )
  if (
    host === 'dropbox.com' &&
    !parametersOf(url.search).some(([name, value]) => (name === 'dl' || name === 'raw') && value === '1')
  )
    return phrase('it is a page of Dropbox and not the file; change dl=0 at its end to dl=1')
  if (host === 'vimeo.com' || (host === 'player.vimeo.com' && /^\/video(\/|$)/i.test(url.pathname)))
    return phrase(
      'it is a page of Vimeo and not the file; use the link of its download, which the owner finds under Download or in the field “files” of the Vimeo API, depending on the plan',
    )
  if (host === 'stream.mux.com' && !/\.(mp4|m4a)$/i.test(url.pathname))
    return phrase(
      'it is a stream of Mux and not a file; switch on static renditions or master access for the asset and use that link, which ends in .mp4',
    )
  if (url.protocol === 'sftp:' && url.username === '')
    return phrase('it names no user; a link by SFTP has the form {form}', { form: 'sftp://<login>:<password>@<host>/<path>' })
  return null
}

/** The text with shared links of Dropbox changed to direct ones. */
export function withFixedLinks(text: string): string {
  return text.replace(/(https?:\/\/(?:www\.)?dropbox\.com\/\S*[?&]dl=)0(?=&|\s|$|[,;"])/gi, '$11')
}
