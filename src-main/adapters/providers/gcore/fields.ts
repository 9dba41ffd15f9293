/** @file Account fields and upload options of Gcore, and the checks of what is entered in them. */
import type { AccountField, OptionField } from '../../../contract/account.ts'
import { isLoopback } from '../../../contract/addresses/origins.ts'
import { phrase, phraseFrom } from '../../../contract/i18n/phrase.ts'
import { apiBaseField, checkAccountFields, checkOptionFields, invalid, settingOf } from '../kit/fields.ts'

type Values = Readonly<Record<string, string>>

export const FIELDS: readonly AccountField[] = [
  {
    name: 'apiKey',
    label: 'API token',
    kind: 'text',
    secret: true,
    required: true,
    help: 'A permanent API token. Both forms work: 1234$0d16… and 29841_c767….',
    placeholder: '29841_…',
  },
  {
    name: 'originAuthorization',
    label: 'Authorization for copies from links',
    kind: 'text',
    secret: true,
    chosen: true,
    required: false,
    advanced: true,
    help: 'Gcore sends it to the hosts below when it copies from them, such as Bearer ya29.… for links of the Google Drive API.',
    placeholder: 'Bearer …',
  },
  {
    name: 'originHosts',
    label: 'Hosts that get it',
    kind: 'list',
    secret: false,
    required: false,
    advanced: true,
    default: 'www.googleapis.com',
    help: 'Host names of links, separated by commas. Links of other hosts are copied without it, and so are links without https.',
    placeholder: 'www.googleapis.com',
  },
  apiBaseField('https://api.gcore.com'),
  {
    name: 'uploadScheme',
    label: 'Protocol of the upload servers',
    kind: 'choice',
    secret: false,
    required: false,
    advanced: true,
    choices: [
      { value: 'https', label: 'https' },
      { value: 'http', label: 'http, on this computer only' },
    ],
    help: 'Gcore names its upload servers without a protocol; it is https. A test server on this computer uses the one of its API.',
  },
]

/**
 * Fields of `createVideo` (Gcore OpenAPI). PATCH takes the same ones, but those that only steer transcoding have no effect
 * afterwards, and `source_bitrate_limit` cannot be changed at all: these cannot be changed later.
 */
export const OPTIONS: readonly OptionField[] = [
  {
    name: 'description',
    label: 'Description',
    kind: 'multiline',
    later: true,
    help: 'Not shown to people who watch.',
  },
  {
    name: 'directoryId',
    label: 'Directory',
    kind: 'number',
    min: 1,
    later: true,
    listed: true,
    help: 'Number of the directory to put the video in.',
  },
  {
    name: 'clientUserId',
    label: 'User number',
    kind: 'number',
    later: true,
    help: 'A whole number of your own, for example of the user in your system.',
  },
  {
    name: 'priority',
    label: 'Priority of processing',
    kind: 'number',
    min: -10,
    max: 10,
    later: false,
    placeholder: '0',
    help: 'From -10 to 10; higher ones are processed first within your account.',
  },
  {
    name: 'qualitySetId',
    label: 'Quality set',
    kind: 'number',
    min: 1,
    later: false,
    help: 'Number of a custom set of qualities.',
  },
  {
    name: 'clipStartSeconds',
    label: 'Clip from second',
    kind: 'number',
    min: 0,
    later: false,
    help: 'Process only a part of the video, from here.',
  },
  {
    name: 'clipDurationSeconds',
    label: 'Length of the clip in seconds',
    kind: 'number',
    min: 1,
    later: false,
    help: 'Only together with the second that the clip begins at.',
  },
  {
    name: 'sourceBitrateLimit',
    label: 'Stay within the bitrate of the file',
    kind: 'boolean',
    default: 'true',
    later: false,
    help: 'Off allows a higher bitrate than the file has. Cannot be changed afterwards.',
  },
  {
    name: 'autoTranscribeAudioLanguage',
    label: 'Subtitles from speech',
    kind: 'text',
    placeholder: 'auto',
    later: false,
    help: 'disable, auto, or the language as three letters such as ger.',
  },
  {
    name: 'autoTranslateSubtitlesLanguage',
    label: 'Translate these subtitles',
    kind: 'text',
    placeholder: 'disable',
    later: false,
    help: 'disable, default (English, French, German), or languages as three letters, separated by commas.',
  },
]

/** Name and type of each option in the body of a request (Gcore OpenAPI, `createVideo`). */
const BODY: Readonly<Record<string, { readonly key: string; readonly type: 'text' | 'integer' | 'boolean' }>> = {
  description: { key: 'description', type: 'text' },
  directoryId: { key: 'directory_id', type: 'integer' },
  clientUserId: { key: 'client_user_id', type: 'integer' },
  priority: { key: 'priority', type: 'integer' },
  qualitySetId: { key: 'quality_set_id', type: 'integer' },
  clipStartSeconds: { key: 'clip_start_seconds', type: 'integer' },
  clipDurationSeconds: { key: 'clip_duration_seconds', type: 'integer' },
  sourceBitrateLimit: { key: 'source_bitrate_limit', type: 'boolean' },
  autoTranscribeAudioLanguage: { key: 'auto_transcribe_audio_language', type: 'text' },
  autoTranslateSubtitlesLanguage: { key: 'auto_translate_subtitles_language', type: 'text' },
}

/** @throws FailureError `account.invalid` */
export function checkSettings(settings: Values, secrets: Values, stored: readonly string[]): Record<string, string> {
  const checked = checkAccountFields(FIELDS, settings, secrets, stored)
  const key = secrets['apiKey']
  // Printable ASCII without spaces, because it becomes a header. The value itself is not repeated.
  if (key !== undefined && key.trim() !== '' && !/^[!-~]+$/.test(keyOf(key))) {
    throw invalid('account.invalid', phrase('API token: it must be one word, as the Gcore Customer Portal shows it.'), 'apiKey')
  }
  const authorization = secrets['originAuthorization']?.trim() ?? ''
  if (!/^[ -~]*$/.test(authorization)) {
    throw invalid(
      'account.invalid',
      phrase('Authorization for copies from links: it holds a character that cannot be sent.'),
      'originAuthorization',
    )
  }
  const wrongHost = hostsIn(checked['originHosts'] ?? '').find((host) => !/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(host))
  if (wrongHost !== undefined) {
    throw invalid(
      'account.invalid',
      phrase('Hosts that get it: “{wrongHost}” is not a host name such as www.googleapis.com.', { wrongHost }),
      'originHosts',
    )
  }
  if (checked['uploadScheme'] === 'http' && !isLoopback(apiBaseOf(checked).hostname)) {
    throw invalid(
      'account.invalid',
      phrase('Protocol of the upload servers: http is for a test server on this computer only.'),
      'uploadScheme',
    )
  }
  return checked
}

/** The token itself: the scheme in front of it is often copied from a sample. */
export function keyOf(entered: string): string {
  return entered.trim().replace(/^(authorization:\s*)?apikey\s+/i, '')
}

function hostsIn(list: string): string[] {
  return list
    .toLowerCase()
    .split(',')
    .filter((host) => host !== '')
}

/**
 * `origin_http_headers` for a link: the header that was entered, for the hosts that it was entered for (Gcore OpenAPI,
 * `Authorization: <scheme> <parameters>`). Without a scheme it is a bearer token.
 */
export function originHeader(link: string, settings: Values, authorization: string | null): string | null {
  const value = authorization?.trim().replace(/^authorization:\s*/i, '') ?? ''
  if (value === '' || !URL.canParse(link)) return null
  const { protocol, hostname } = new URL(link)
  if (protocol !== 'https:' || !hostsIn(settingOf(FIELDS, settings, 'originHosts')).includes(hostname)) return null
  return `Authorization: ${/\s/.test(value) ? value : `Bearer ${value}`}`
}

export function apiBaseOf(settings: Values): URL {
  return new URL(settingOf(FIELDS, settings, 'apiBase'))
}

/** An API over http is on this computer, and then so are its upload servers. */
export function uploadSchemeOf(settings: Values): 'https' | 'http' {
  const chosen = settings['uploadScheme'] ?? apiBaseOf(settings).protocol.replace(':', '')
  return chosen === 'http' && isLoopback(apiBaseOf(settings).hostname) ? 'http' : 'https'
}

/** @throws FailureError `input.invalid` */
export function checkOptions(options: Values): Record<string, string> {
  const checked = checkOptionFields(OPTIONS, options)
  for (const { name, label, kind } of OPTIONS) {
    const value = checked[name]
    if (kind === 'number' && value !== undefined && !Number.isSafeInteger(Number(value))) {
      throw invalid('input.invalid', phrase('{label}: “{value}” is not a whole number.', { label, value }))
    }
  }
  if (checked['clipDurationSeconds'] !== undefined && checked['clipStartSeconds'] === undefined) {
    throw invalid('input.invalid', phrase('Length of the clip in seconds: say, too, at which second the clip begins.'))
  }
  checkLanguages(checked, 'autoTranscribeAudioLanguage', /^(disable|auto|[a-z]{3})$/)
  checkLanguages(checked, 'autoTranslateSubtitlesLanguage', /^(disable|default|[a-z]{3}(,[a-z]{3})*)$/)
  return checked
}

/** The options as the body of a request has them; an empty one is reset, which only an update does. */
export function bodyOfOptions(options: Values): Record<string, string | number | boolean | null> {
  const body: Record<string, string | number | boolean | null> = {}
  for (const [name, { key, type }] of Object.entries(BODY)) {
    const value = options[name]
    if (value === undefined) continue
    if (type === 'text') body[key] = value
    else if (type === 'boolean') body[key] = value === 'true'
    else body[key] = value === '' ? null : Number(value)
  }
  return body
}

function checkLanguages(checked: Record<string, string>, name: string, form: RegExp): void {
  const value = checked[name]
  if (value === undefined) return
  const spelled = value.toLowerCase().replace(/\s+/g, '')
  const field = OPTIONS.find((option) => option.name === name)
  if (!form.test(spelled))
    throw invalid(
      'input.invalid',
      phrase('{label}: “{value}” is not one of: {known}', {
        label: phraseFrom(field?.label ?? name),
        value,
        known: phraseFrom(field?.help ?? ''),
      }),
    )
  checked[name] = spelled
}
