/** @file Account fields of the plain tus provider, and the checks of what is entered in them. */
import { validateHeaderName } from 'node:http'
import type { AccountField } from '../../../contract/account.ts'
import { redactLink } from '../../../contract/addresses/link.ts'
import { FailureError, failure } from '../../../contract/errors/errors.ts'
import { type DisplayText, phrase } from '../../../contract/i18n/phrase.ts'
import { parseBytes } from '../../../contract/text/format.ts'
import { invalidHeaderCharacter } from '../../../contract/text/pasted-text.ts'
import type { ProviderAccount } from '../../../engine/providers/provider.ts'
import { mayCarrySecrets } from '../kit/addresses.ts'
import { refuseUnknown } from '../kit/fields.ts'
import { invalidKeyIn } from '../kit/upload-checks.ts'

export const FIELDS: readonly AccountField[] = [
  {
    name: 'endpoint',
    label: 'Endpoint',
    kind: 'url',
    secret: false,
    required: true,
    help: 'The address that new uploads are made at. For most tus servers it ends in /files/.',
    placeholder: 'https://tus.example.com/files/',
  },
  {
    name: 'headers',
    label: 'Headers',
    kind: 'lines',
    secret: true,
    required: false,
    help: 'Sent with every request to this host only, one “Name: value” a line. Put keys and tokens here.',
    placeholder: 'Authorization: Bearer …',
  },
  {
    name: 'endpointQuery',
    label: 'Secret query',
    kind: 'text',
    secret: true,
    required: false,
    advanced: true,
    help: 'What stands behind “?” in the endpoint, such as token=…. It is kept here when the endpoint is entered with it.',
  },
  {
    name: 'metadata',
    label: 'Metadata',
    kind: 'lines',
    secret: false,
    required: false,
    help: 'Added to every upload, one “key=value” a line. {filename}, {safename} (plain letters only), {title}, {filetype} and {id} are filled in for each file. The file name and type are always sent.',
    placeholder: 'project=match-day',
  },
  {
    name: 'chunkSize',
    label: 'Chunk size',
    kind: 'bytes',
    secret: false,
    required: false,
    help: 'Leave empty to send each file in one request, which suits servers that keep what arrived. Some proxies need 50 MiB.',
    placeholder: '50 MiB',
  },
  {
    name: 'fixedChunks',
    label: 'Exactly this chunk size',
    kind: 'boolean',
    secret: false,
    required: false,
    advanced: true,
    default: 'false',
    help: 'For servers that take one chunk size only. No upload can ask for another one then.',
  },
]

/**
 * The normalised settings.
 *
 * @param stored names of the secret fields that have a stored value
 * @throws FailureError `account.invalid`
 */
export function checkSettings(
  settings: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
  stored: readonly string[] = [],
): Record<string, string> {
  const fields = Map.groupBy(FIELDS, ({ secret }) => (secret ? 'secret' : 'setting'))
  refuseUnknown(Object.keys(settings), fields.get('setting') ?? [], 'setting', 'account.invalid')
  refuseUnknown(Object.keys(secrets), fields.get('secret') ?? [], 'secret', 'account.invalid')
  const endpoint = checkEndpoint(settings['endpoint'] ?? '')
  const headers = parseHeaders(secrets['headers'] ?? '')
  const keepsHeaders = secrets['headers'] === undefined && stored.includes('headers')
  if ((keepsHeaders || Object.keys(headers).length > 0) && !mayCarrySecrets(endpoint)) {
    throw invalid(
      'headers',
      phrase('Headers are sent over https only, except to this computer. Use an https endpoint, or leave the headers out.'),
    )
  }
  const chunkSize = (settings['chunkSize'] ?? '').trim()
  const fixedChunks = checkSwitch(settings['fixedChunks'] ?? '')
  if (fixedChunks && chunkSize === '') throw invalid('chunkSize', phrase('“Exactly this chunk size” needs a chunk size.'))
  return {
    endpoint: endpoint.href,
    ...optional('metadata', linesOf(parseMetadata(settings['metadata'] ?? ''))),
    ...optional('chunkSize', chunkSize === '' ? '' : String(checkChunkSize(chunkSize))),
    ...optional('fixedChunks', fixedChunks ? 'true' : ''),
  }
}

/**
 * The query of an endpoint may be a key, so it is a secret. It belongs to the endpoint that it was entered with: another
 * endpoint does not get it.
 */
export function divideEndpoint(
  settings: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string>> | null,
) {
  const text = (settings['endpoint'] ?? '').trim()
  if (!URL.canParse(text)) return { settings, secrets }
  const url = new URL(text)
  const query = url.search.slice(1)
  // The address was copied from the interface, which shows `…` for a hidden query.
  const isHidden = query.startsWith(encodeURIComponent('…'))
  url.search = ''
  url.hash = ''
  const moved = before !== null && before['endpoint'] !== url.href && secrets['endpointQuery'] === undefined
  return {
    settings: { ...settings, endpoint: url.href },
    secrets: {
      ...(moved ? { endpointQuery: '' } : {}),
      ...secrets,
      ...(query === '' || isHidden ? {} : { endpointQuery: query }),
    },
  }
}

/** The creation address, with the query that is stored as a secret. */
export async function endpointOf(account: ProviderAccount): Promise<string> {
  const endpoint = account.settings['endpoint'] ?? ''
  const query = await account.secret('endpointQuery')
  return query ? `${endpoint}?${query}` : endpoint
}

/** Parses `Name: value` lines. @throws FailureError `account.invalid` */
export function parseHeaders(lines: string): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [index, line] of linesIn(lines).entries()) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).trim()
    const value = line.slice(colon + 1).trim()
    // A line may be nothing but a secret, so it is named by its number and not repeated.
    if (colon < 1 || !isHeaderName(name)) {
      throw invalid(
        'headers',
        phrase('Headers, line {line}: a header needs a name and a value, “Name: value”.', { line: index + 1 }),
      )
    }
    const strange = invalidHeaderCharacter(value)
    if (strange !== null)
      throw invalid(
        'headers',
        phrase('Headers: the value of “{name}” holds a character that cannot be sent: {strange}.', { name, strange }),
      )
    headers[name] = value
  }
  return headers
}

function isHeaderName(name: string): boolean {
  try {
    validateHeaderName(name)
    return true
  } catch {
    return false
  }
}

/** Parses `key=value` lines. tus allows no spaces and no commas in keys. @throws FailureError `account.invalid` */
export function parseMetadata(lines: string): Record<string, string> {
  const pairs = linesIn(lines).map((line) => {
    const equals = line.indexOf('=')
    if (equals < 1) throw invalid('metadata', phrase('Metadata needs a key and a value: “key=value”, not “{line}”.', { line }))
    return [line.slice(0, equals).trim(), line.slice(equals + 1).trim()] as const
  })
  const blank = pairs.find(([, value]) => /^<.*>$/.test(value))
  if (blank) throw invalid('metadata', phrase('Metadata: put your own value in place of “{blank}”.', { blank: blank[1] }))
  const metadata = Object.fromEntries(pairs)
  const wrong = invalidKeyIn(metadata)
  if (wrong !== undefined)
    throw invalid(
      'metadata',
      phrase('“{wrong}” cannot be a metadata key: letters, digits and signs without spaces or commas.', { wrong }),
    )
  return metadata
}

function checkEndpoint(text: string): URL {
  const trimmed = text.trim()
  if (trimmed === '') throw invalid('endpoint', phrase('The endpoint is missing.'))
  const blank = /<[^<>]*>/.exec(trimmed)
  if (blank) throw invalid('endpoint', phrase('Endpoint: put your own value in place of “{blank}”.', { blank: blank[0] }))
  if (!URL.canParse(trimmed))
    throw invalid(
      'endpoint',
      phrase('“{trimmed}” is not an address. It must start with https:// or http://.', { trimmed: redactLink(trimmed) }),
    )
  const url = new URL(trimmed)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw invalid('endpoint', phrase('“{trimmed}” must start with https:// or http://.', { trimmed: redactLink(trimmed) }))
  if (url.username !== '' || url.password !== '')
    throw invalid('endpoint', phrase('Put the name and password in a header, not in the endpoint.'))
  url.hash = ''
  return url
}

function checkSwitch(text: string): boolean {
  const value = text.trim().toLowerCase()
  if (['true', 'yes', 'on', '1'].includes(value)) return true
  if (['', 'false', 'no', 'off', '0'].includes(value)) return false
  throw invalid('fixedChunks', phrase('“{text}” is not true or false.', { text }))
}

function checkChunkSize(text: string): number {
  const bytes = parseBytes(text)
  if (bytes === null || bytes < 1024)
    throw invalid(
      'chunkSize',
      phrase('“{text}” is not a chunk size. Use bytes, or a unit: 52428800, 50 MiB. At least 1 KiB.', { text }),
    )
  return bytes
}

function linesIn(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '')
}

function linesOf(pairs: Readonly<Record<string, string>>): string {
  return Object.entries(pairs)
    .map(([key, value]) => `${key}=${value}`)
    .join('\n')
}

function optional(name: string, value: string): Record<string, string> {
  return value === '' ? {} : { [name]: value }
}

function invalid(field: string, reason: DisplayText): FailureError {
  return new FailureError(failure('account.invalid', { reason, field }))
}
