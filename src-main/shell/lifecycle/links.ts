/**
 * @file Parses `reelay://` links. Any web page can open one, so a link only shows something: it never names a file, sends anything
 * or changes anything.
 */
import { type Arrival, VIEWS, type View } from '../../contract/arrivals.ts'
import { LINK_SCHEME } from '../names.ts'

const MAX_LENGTH = 8_000
/** Ids of rows and batches. */
const ID = /^[\w-]{1,100}$/

/** What a link shows; `null` for an invalid one. */
export function parseLink(link: string): Arrival | null {
  if (link.length > MAX_LENGTH || !URL.canParse(link)) return null
  const url = new URL(link)
  if (url.protocol !== `${LINK_SCHEME}:`) return null
  const [name = '', id = '', ...more] = `${url.host}${url.pathname}`.split('/').filter((part) => part !== '')
  if (more.length > 0) return null
  if (name === 'upload' || name === 'batch') return ID.test(id) ? { kind: name, id } : null
  if (id !== '') return null
  if (name === 'import') return importFrom(url)
  if (name === '') return { kind: 'view', view: 'queue' }
  return (VIEWS as readonly string[]).includes(name) ? { kind: 'view', view: name as View } : null
}

/** The addresses only fill the dialog, where a person checks and confirms them. */
function importFrom(url: URL): Arrival | null {
  const text = url.searchParams
    .getAll('url')
    .filter((address) => URL.canParse(address) && new URL(address).protocol === 'https:')
    .join('\n')
  return text === '' ? null : { kind: 'import', text }
}
