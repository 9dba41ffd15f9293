/** @file Account fields and upload options of Vimeo. */
import type { AccountField, OptionField } from '../../../contract/account.ts'
import { apiBaseField } from '../kit/fields.ts'

export const FIELDS: readonly AccountField[] = [
  {
    name: 'accessToken',
    label: 'Access token',
    kind: 'text',
    secret: true,
    required: true,
    help: 'A personal access token of an app with upload access. It needs the scopes public, private and upload; edit and delete to change and to remove videos.',
  },
  apiBaseField('https://api.vimeo.com'),
]

/** Both are sent with `POST /me/videos` and can be changed by `PATCH /videos/{id}` (Vimeo API reference, videos). */
export const OPTIONS: readonly OptionField[] = [
  {
    name: 'description',
    label: 'Description',
    kind: 'multiline',
    later: true,
    help: 'Shown below the video at Vimeo.',
  },
  {
    name: 'privacy',
    label: 'Who may watch',
    kind: 'text',
    later: true,
    help: 'Vimeo’s own word, such as anybody, nobody, unlisted or disable. Vimeo decides which of them your plan allows.',
    placeholder: 'nobody',
  },
]
