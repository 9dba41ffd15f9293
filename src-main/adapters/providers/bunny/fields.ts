/** @file Account fields and upload options of Bunny Stream, and the checks of what is entered in them. */
import type { AccountField, OptionField } from '../../../contract/account.ts'
import { phrase } from '../../../contract/i18n/phrase.ts'
import type { ProviderAccount } from '../../../engine/providers/provider.ts'
import { withoutEndSlashes } from '../kit/addresses.ts'
import { apiBaseField, checkAccountFields, checkOptionFields, invalid, settingOf } from '../kit/fields.ts'

export const PROVIDER_NAME = 'Bunny Stream'

type Values = Readonly<Record<string, string>>

export const FIELDS: readonly AccountField[] = [
  {
    name: 'libraryId',
    label: 'Library ID',
    kind: 'text',
    secret: false,
    required: true,
    help: 'The number of the video library that uploads go to.',
    placeholder: '12345',
  },
  {
    name: 'apiKey',
    label: 'API key',
    kind: 'text',
    secret: true,
    required: true,
    help: 'The key of this library; the key of the whole bunny.net account is another one and is not accepted.',
  },
  {
    name: 'cdnHostname',
    label: 'Pull zone',
    kind: 'text',
    secret: false,
    required: false,
    help: 'The CDN hostname of the library. With it, finished uploads have HLS and thumbnail links.',
    placeholder: 'vz-abc.b-cdn.net',
  },
  apiBaseField('https://video.bunnycdn.com'),
]

export const OPTIONS: readonly OptionField[] = [
  {
    name: 'collection',
    label: 'Collection',
    kind: 'text',
    later: true,
    help: 'GUID of the collection to put the video in.',
  },
  {
    name: 'thumbnailTime',
    label: 'Thumbnail at (ms)',
    kind: 'number',
    later: false,
    min: 0,
    help: 'Time in the video that its thumbnail is taken from, in milliseconds.',
  },
]

/** @throws FailureError `account.invalid` */
export function checkAccount(settings: Values, secrets: Values, stored: readonly string[]): Values {
  const checked = checkAccountFields(FIELDS, settings, secrets, stored)
  const { libraryId = '', cdnHostname } = checked
  if (!/^\d+$/.test(libraryId))
    throw invalid('account.invalid', phrase('Library ID: “{libraryId}” is not a number.', { libraryId }), 'libraryId')
  if (cdnHostname === undefined) return checked
  // People copy it as an address, too.
  const hostname = withoutEndSlashes(cdnHostname.replace(/^https?:\/\//i, ''))
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(hostname)) {
    throw invalid(
      'account.invalid',
      phrase('Pull zone: “{cdnHostname}” is not a host name such as vz-abc.b-cdn.net.', { cdnHostname }),
      'cdnHostname',
    )
  }
  return { ...checked, cdnHostname: hostname.toLowerCase() }
}

/** @throws FailureError `input.invalid` */
export function checkOptions(options: Values): Values {
  const checked = checkOptionFields(OPTIONS, options)
  const time = checked['thumbnailTime']
  if (time !== undefined && !/^\d+$/.test(time)) {
    throw invalid('input.invalid', phrase('Thumbnail at (ms): “{time}” is not a whole number of milliseconds.', { time }))
  }
  return checked
}

export function baseOf({ settings }: Pick<ProviderAccount, 'settings'>): string {
  return settingOf(FIELDS, settings, 'apiBase')
}

export function libraryOf({ settings }: Pick<ProviderAccount, 'settings'>): string {
  return settings['libraryId'] ?? ''
}
