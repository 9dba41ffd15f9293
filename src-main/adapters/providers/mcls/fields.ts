/** @file Account and option fields of MyCujoo LiveServices, and the checks of what is entered in them. */
import type { AccountField, OptionField } from '../../../contract/account.ts'
import type { FailureError } from '../../../contract/errors/errors.ts'
import { type DisplayText, phrase } from '../../../contract/i18n/phrase.ts'
import { maySignIn } from '../kit/addresses.ts'
import { apiBaseField, checkAccountFields, checkOptionFields, invalid, settingOf } from '../kit/fields.ts'

type Values = Readonly<Record<string, string>>

export const PROVIDER_NAME = 'MyCujoo LiveServices'

/** MyCujoo’s second domain serves signals (MCLS examples). The guides use `mls-api.mycujoo.tv`, the newer API page `mcls-api.mycujoo.tv` (MCLS API start; MLS API v1 page). */
export const KNOWN_HOSTS: readonly string[] = ['mycujoo.tv', '*.mycujoo.tv', 'mycujoo.stream', '*.mycujoo.stream']

export const FIELDS: readonly AccountField[] = [
  {
    name: 'orgId',
    label: 'Organisation',
    kind: 'text',
    secret: false,
    required: true,
    help: 'The id of your organisation at MyCujoo LiveServices.',
  },
  {
    name: 'email',
    label: 'E-mail',
    kind: 'text',
    secret: false,
    required: true,
    help: 'The address that you sign in with.',
  },
  {
    name: 'password',
    label: 'Password',
    kind: 'text',
    secret: true,
    chosen: true,
    required: true,
    help: 'Used once to sign in. What is kept is the token that the host answers with, valid for 10 years; the password is stored nowhere.',
  },
  {
    name: 'tusEndpoint',
    label: 'Upload address',
    kind: 'url',
    secret: false,
    required: true,
    help: 'The tus address that files are sent to. No public document names it: ask MyCujoo LiveServices for it.',
    placeholder: 'https://…',
  },
  {
    name: 'configId',
    label: 'Configuration',
    kind: 'text',
    secret: false,
    required: false,
    help: 'The configuration that new streams get. For live streams the host takes its own default when this is empty; for uploads that is not documented.',
  },
  {
    name: 'region',
    label: 'Region',
    kind: 'text',
    secret: false,
    required: false,
    default: 'REGION_EUROPE_WEST',
    help: 'Where the host makes new streams. Known are REGION_EUROPE_WEST and REGION_AUTODETECT; there may be more.',
    placeholder: 'REGION_EUROPE_WEST',
  },
  {
    name: 'tokenAtUploadHost',
    label: 'Token at the upload address',
    kind: 'choice',
    secret: false,
    required: false,
    advanced: true,
    default: 'auto',
    help: 'Whether the upload address is signed in to, which is not documented. Automatic: only when it is below mycujoo.tv or mycujoo.stream.',
    choices: [
      { value: 'auto', label: 'Automatic' },
      { value: 'always', label: 'Always' },
      { value: 'never', label: 'Never' },
    ],
  },
  {
    name: 'attachUrl',
    label: 'Address for events',
    kind: 'text',
    secret: false,
    required: false,
    advanced: true,
    // MCLS VOD guide shows the end of the address only; its origin is that of the events API.
    default: '{apiBase}/bff/events/v1beta1/{event}/stream/{stream}',
    help: 'Called to attach a video to an event. The host documents the end of this address only, so it can be changed; {apiBase}, {event} and {stream} are filled in.',
  },
  apiBaseField('https://mls-api.mycujoo.tv'),
]

export const OPTIONS: readonly OptionField[] = [
  {
    name: 'eventId',
    label: 'Event',
    kind: 'text',
    help: 'The id of an event that the video is attached to after the upload.',
    later: true,
    maxLength: 200,
  },
  {
    name: 'region',
    label: 'Region',
    kind: 'text',
    help: 'Where the host makes the stream of this video; empty takes that of the account.',
    placeholder: 'REGION_EUROPE_WEST',
    later: false,
    maxLength: 200,
  },
  {
    name: 'configId',
    label: 'Configuration',
    kind: 'text',
    help: 'The configuration of the stream of this video; empty takes that of the account.',
    later: false,
    maxLength: 200,
  },
]

/** The normalised settings. @throws FailureError `account.invalid` */
export function checkSettings(settings: Values, secrets: Values, stored: readonly string[]): Record<string, string> {
  const checked = checkAccountFields(FIELDS, settings, secrets, stored)
  const endpoint = new URL((settings['tusEndpoint'] ?? '').trim())
  endpoint.hash = ''
  checkAttachUrl(checked)
  // A slash at the end is kept as entered: to tus servers these are two addresses.
  return { ...checked, tusEndpoint: endpoint.href }
}

/** @throws FailureError `input.invalid` */
export function checkOptions(options: Values): Record<string, string> {
  const checked = checkOptionFields(OPTIONS, options)
  if (checked['eventId'] !== undefined) checkEvent(checked['eventId'])
  return checked
}

/** @throws FailureError `input.invalid` */
export function checkEvent(event: string): void {
  if (!/[\s/?#\\]/.test(event) && !/^\.+$/.test(event)) return
  throw invalid('input.invalid', phrase('Event (eventId): “{event}” is not an id.', { event }))
}

/** The address that attaches a stream to an event. */
export function attachAddress(settings: Values, event: string, stream: string): URL {
  const values: Values = {
    apiBase: settingOf(FIELDS, settings, 'apiBase'),
    event: encodeURIComponent(event),
    stream: encodeURIComponent(stream),
  }
  const template = settingOf(FIELDS, settings, 'attachUrl')
  return new URL(template.replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder))
}

export function apiBaseOf(settings: Values): URL {
  return new URL(settingOf(FIELDS, settings, 'apiBase'))
}

function checkAttachUrl(settings: Values): void {
  const template = settingOf(FIELDS, settings, 'attachUrl')
  const placeholders = [...template.matchAll(/\{(\w*)\}/g)].map(([, name]) => name ?? '')
  const unknown = placeholders.find((name) => !['apiBase', 'event', 'stream'].includes(name))
  if (unknown !== undefined)
    throw invalidAttachUrl(
      phrase('{place} is not known. Known: {known}.', { place: `{${unknown}}`, known: '{apiBase}, {event}, {stream}' }),
    )
  if (!placeholders.includes('event') || !placeholders.includes('stream'))
    throw invalidAttachUrl(phrase('it must hold {event} and {stream}.', { event: '{event}', stream: '{stream}' }))
  let address: URL
  try {
    address = attachAddress(settings, 'event', 'stream')
  } catch {
    throw invalidAttachUrl(
      phrase('“{template}” is not an address. It must start with {start} or https://.', { template, start: '{apiBase}' }),
    )
  }
  // The token is sent there, so it must be a host that may get it.
  if (!maySignIn(address, apiBaseOf(settings), KNOWN_HOSTS)) {
    throw invalidAttachUrl(
      phrase(
        '“{host}” is neither the host of the API nor below mycujoo.tv or mycujoo.stream, and the token would be sent to it.',
        { host: address.host },
      ),
    )
  }
}

function invalidAttachUrl(reason: DisplayText): FailureError {
  return invalid('account.invalid', phrase('Address for events (attachUrl): {reason}', { reason }), 'attachUrl')
}
