/** @file Account fields and upload options of Cloudflare Stream, and the checks of what is entered in them. */
import type { AccountField, Field, OptionField } from '../../../contract/account.ts'
import { phrase, quantity } from '../../../contract/i18n/phrase.ts'
import { apiBaseField, checkAccountFields, checkOptionFields, type InvalidCode, invalid, settingOf } from '../kit/fields.ts'
import { MAX_SECONDS, METHOD_CHOICES, type MethodChoice } from './upload-method.ts'

type Values = Readonly<Record<string, string>>

/** Cloudflare API reference. */
const API_BASE = 'https://api.cloudflare.com/client/v4'

const DAY_MS = 24 * 60 * 60_000
/** A video may be deleted this many days after its creation (Cloudflare docs, resumable-uploads). */
const DELETION_DAYS = { min: 30, max: 1_096 }

/** Settings of an account that an upload may override. */
const DIRECT_USER = {
  name: 'directUser',
  label: 'Keep the key from the upload host',
  kind: 'choice',
  choices: [
    { value: 'auto', label: 'Where the upload ends in time' },
    { value: 'always', label: 'Always' },
    { value: 'never', label: 'Never' },
  ],
  help: 'The bytes then go to an address that needs no key, for 6 hours at most. With the key they have 24 hours.',
} as const satisfies Field
const CREATOR = {
  name: 'creator',
  label: 'Creator',
  kind: 'text',
  maxLength: 64,
  help: 'Your own identifier for who made the videos; Cloudflare can list videos by it.',
} as const satisfies Field

export const FIELDS: readonly AccountField[] = [
  {
    name: 'accountId',
    label: 'Account ID',
    kind: 'text',
    secret: false,
    required: true,
    maxLength: 32,
    help: 'Shown in the Cloudflare dashboard.',
    placeholder: '023e105f4ecef8ad9ca31a8372d0c353',
  },
  {
    name: 'apiToken',
    label: 'API token',
    kind: 'text',
    secret: true,
    required: false,
    help: 'A token with the permission “Stream Write”. Leave it empty to sign in with e-mail address and global API key.',
  },
  {
    name: 'email',
    label: 'E-mail address',
    kind: 'text',
    secret: false,
    required: false,
    advanced: true,
    help: 'Only together with the global API key, when there is no token.',
  },
  {
    name: 'apiKey',
    label: 'Global API key',
    kind: 'text',
    secret: true,
    required: false,
    advanced: true,
    help: 'The older way to sign in, together with the e-mail address. A token is safer: it can do less.',
  },
  {
    ...DIRECT_USER,
    secret: false,
    required: false,
    advanced: true,
    default: 'auto',
  },
  {
    ...CREATOR,
    secret: false,
    required: false,
    advanced: true,
  },
  apiBaseField(API_BASE),
]

/** Keys and ranges: Cloudflare API reference; what can be changed later: its method “Edit video details”. */
export const OPTIONS: readonly OptionField[] = [
  { name: 'name', label: 'Name', kind: 'text', help: 'Shown in the dashboard instead of the title.', later: true },
  {
    name: 'requireSignedURLs',
    label: 'Require signed URLs',
    kind: 'boolean',
    default: 'false',
    help: 'The video plays with a signed token only.',
    later: true,
  },
  {
    name: 'allowedOrigins',
    label: 'Allowed origins',
    kind: 'list',
    help: 'Host names that may show the video; “*” stands for all below a name. Empty: everywhere.',
    placeholder: 'example.com, *.example.org',
    later: true,
  },
  {
    name: 'thumbnailTimestampPct',
    label: 'Thumbnail at',
    kind: 'number',
    min: 0,
    max: 1,
    help: 'Where in the video the thumbnail is taken, from 0 (beginning) to 1 (end).',
    placeholder: '0.5',
    later: true,
  },
  {
    name: 'watermark',
    label: 'Watermark',
    kind: 'text',
    help: 'UID of a watermark profile. It cannot be changed after the upload.',
    later: false,
  },
  {
    name: 'scheduledDeletion',
    label: 'Delete on',
    kind: 'date',
    help: 'Cloudflare deletes the video then: 30 to 1,096 days after it was made.',
    later: true,
  },
  {
    name: 'maxDurationSeconds',
    label: 'Longest duration',
    kind: 'number',
    min: 1,
    max: MAX_SECONDS,
    help: 'Seconds; longer videos are refused. Without it the duration of the file is declared, with a margin.',
    later: false,
  },
  { ...CREATOR, help: `${CREATOR.help} Instead of the one of the account.`, later: true },
  { ...DIRECT_USER, later: false },
]

/** Earlier versions had a boolean instead of this choice; its values are still accepted. */
const EARLIER_NAMES: ReadonlyMap<string, string> = new Map([
  ...['true', 'yes', 'on', '1'].map((name) => [name, 'always'] as const),
  ...['false', 'no', 'off', '0'].map((name) => [name, 'never'] as const),
])

function withCurrentNames(values: Values): Values {
  const name = EARLIER_NAMES.get(values['directUser']?.trim().toLowerCase() ?? '')
  return name === undefined ? values : { ...values, directUser: name }
}

/** By the option of an upload, else by its account. */
export function methodChoiceOf(settings: Values, options: Values): MethodChoice {
  const mode = options['directUser'] ?? settingOf(FIELDS, settings, 'directUser')
  return METHOD_CHOICES.find((known) => known === mode) ?? 'auto'
}

/** By the option of an upload, else by its account. */
export function creatorOf(settings: Values, options: Values): string | undefined {
  return options['creator'] ?? settings['creator']
}

/** The normalised settings, with one complete sign-in. @throws FailureError `account.invalid` */
export function checkAccount(settings: Values, secrets: Values, stored: readonly string[]): Record<string, string> {
  const checked = checkAccountFields(FIELDS, withCurrentNames(settings), secrets, stored)
  checkHeaderText('creator', 'Creator', checked['creator'])
  checkHeaderText('email', 'E-mail address', checked['email'])
  checkHeaderText('apiToken', 'API token', secrets['apiToken']?.trim())
  checkHeaderText('apiKey', 'Global API key', secrets['apiKey']?.trim())
  const has = (name: string): boolean => (secrets[name] ?? (stored.includes(name) ? 'stored' : '')).trim() !== ''
  const hasEmail = checked['email'] !== undefined
  if (has('apiToken') || (hasEmail && has('apiKey'))) return checked
  if (hasEmail)
    throw invalid(
      'account.invalid',
      phrase('Global API key is missing (apiKey): the e-mail address alone does not sign in.'),
      'apiKey',
    )
  if (has('apiKey'))
    throw invalid('account.invalid', phrase('E-mail address is missing (email): the global API key needs it.'), 'email')
  const reason = phrase('Enter an API token (apiToken), or the e-mail address (email) together with the global API key (apiKey).')
  throw invalid('account.invalid', reason, 'apiToken')
}

/** @throws FailureError `input.invalid`, naming the option */
export function checkOptions(options: Values, now: number): Record<string, string> {
  const checked = checkOptionValues(options)
  const deletion = checked['scheduledDeletion']
  if (deletion !== undefined) {
    const days = (Date.parse(deletion) - now) / DAY_MS
    if (days < DELETION_DAYS.min || days > DELETION_DAYS.max) {
      const { min, max } = DELETION_DAYS
      throw invalid(
        'input.invalid',
        phrase('Delete on (scheduledDeletion): must be {min} to {max} days from now.', { min, max: quantity(max) }),
      )
    }
  }
  return checked
}

/** The checks that hold at any time; how far away a deletion must be depends on the creation of the video. */
export function checkOptionValues(options: Values): Record<string, string> {
  const checked = checkOptionFields(OPTIONS, withCurrentNames(options))
  const seconds = checked['maxDurationSeconds']
  if (seconds !== undefined && !Number.isInteger(Number(seconds))) {
    throw invalid('input.invalid', phrase('Longest duration (maxDurationSeconds): whole seconds only.'))
  }
  checkHeaderText('creator', 'Creator', checked['creator'], 'input.invalid')
  const wrong = originsOf(checked['allowedOrigins']).find((origin) => /[\s/]/.test(origin))
  if (wrong !== undefined) {
    throw invalid(
      'input.invalid',
      phrase('Allowed origins (allowedOrigins): “{wrong}” is not a host name such as example.com.', { wrong }),
    )
  }
  return checked
}

export function originsOf(list: string | undefined): string[] {
  return (list ?? '').split(',').filter((origin) => origin !== '')
}

/** A value that is sent in a header. It may be a secret, so the message does not repeat it. */
function checkHeaderText(name: string, label: string, value: string | undefined, code: InvalidCode = 'account.invalid'): void {
  if (value === undefined || /^[ -~]*$/.test(value)) return
  throw invalid(
    code,
    phrase('{label} ({name}) may hold letters, digits and signs of the English keyboard only.', { label, name }),
    name,
  )
}
