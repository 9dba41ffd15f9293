/** @file Account fields and upload options of Omegastream, and the values that are computed from them. */
import mime from 'mime'
import type { AccountField, OptionField } from '../../../contract/account.ts'
import { phrase } from '../../../contract/i18n/phrase.ts'
import { withoutEnding } from '../../../contract/text/title.ts'
import type { ProviderAccount } from '../../../engine/providers/provider.ts'
import type { Upload } from '../../../engine/queue/upload.ts'
import type { ChunkRule } from '../kit/chunks.ts'
import { apiBaseField, invalid, settingOf } from '../kit/fields.ts'

export const PROVIDER_NAME = 'Omegastream'

/** Omegastream docs, create video: “at most 128 characters”. */
const MAX_TITLE_LENGTH = 128

/**
 * Omegastream docs, tus upload version 1. Version 2 states no rule; its uploads keep to this one, because a size that the
 * older interface demands is valid for the newer one.
 */
export const CHUNKS: ChunkRule = { min: 5_242_880, max: 209_715_200, step: 262_144, usual: 52_428_800 }

export const FIELDS: readonly AccountField[] = [
  {
    name: 'apiKey',
    label: 'API key',
    kind: 'text',
    secret: true,
    required: true,
    help: 'Version 2 signs uploads with it and never sends it along with the bytes.',
    placeholder: 'ky_…',
  },
  {
    name: 'version',
    label: 'Version',
    kind: 'choice',
    secret: false,
    required: false,
    advanced: true,
    default: 'v2',
    choices: [
      { value: 'v2', label: 'Version 2' },
      { value: 'v1', label: 'Version 1 (deprecated)' },
    ],
    help: 'How uploads are sent. Version 1 is only for accounts that still need it.',
  },
  {
    name: 'collection',
    label: 'Collection',
    kind: 'text',
    secret: false,
    required: false,
    help: 'Id of the collection for new videos, unless an upload names its own. Leave empty for none.',
    placeholder: '63fcdbd82eec9b89aa5bfdf3',
  },
  apiBaseField('https://api.omegastream.net'),
]

export const OPTIONS: readonly OptionField[] = [
  {
    name: 'title',
    label: 'Title',
    kind: 'text',
    later: false,
    maxLength: MAX_TITLE_LENGTH,
    help: 'Name of the video; without it the title of the upload, or the file name.',
  },
  {
    name: 'collection',
    label: 'Collection',
    kind: 'text',
    later: true,
    help: 'Id of the collection to put the video in.',
  },
  {
    name: 'privacy',
    label: 'Privacy',
    kind: 'choice',
    later: true,
    choices: [
      { value: 'private', label: 'Private' },
      { value: 'public', label: 'Public' },
    ],
    help: 'Set when the file has arrived. New videos are private at the host unless this says otherwise.',
  },
]

export type Version = 'v1' | 'v2'

export function versionOf({ settings }: Pick<ProviderAccount, 'settings'>): Version {
  return settingOf(FIELDS, settings, 'version') === 'v1' ? 'v1' : 'v2'
}

export function baseOf({ settings }: Pick<ProviderAccount, 'settings'>): string {
  return settingOf(FIELDS, settings, 'apiBase')
}

/** The collection of an upload, or an empty text. */
export function collectionOf({ settings }: Pick<ProviderAccount, 'settings'>, upload: Pick<Upload, 'options'>): string {
  return upload.options['collection'] ?? settings['collection'] ?? ''
}

/** @throws FailureError `input.invalid` for an entered title that is too long */
export function titleOf({ options, title, name }: Pick<Upload, 'options' | 'title' | 'name'>): string {
  const entered = options['title'] ?? title
  if (entered === null) return [...withoutEnding(name)].slice(0, MAX_TITLE_LENGTH).join('')
  const length = [...entered].length
  if (length <= MAX_TITLE_LENGTH) return entered
  throw invalid(
    'input.invalid',
    phrase('The title has {length} characters; {provider} takes at most {longestTitle}.', {
      length,
      provider: PROVIDER_NAME,
      longestTitle: MAX_TITLE_LENGTH,
    }),
  )
}

/** Metadata of uploads in both versions. */
export function fileMetadata(name: string): { readonly filename: string; readonly filetype: string } {
  return { filename: name, filetype: mime.getType(name) ?? 'application/octet-stream' }
}
