/** @file Changes title and options of an upload: in the queue before it has begun, afterwards at its host where that permits it. */
import { type Failure, FailureError, failure } from '../../contract/errors/errors.ts'
import { type DisplayText, phrase, phraseFrom } from '../../contract/i18n/phrase.ts'
import { RUNNING } from '../../contract/queue/upload.ts'
import type { Parsed } from '../../contract/requests.ts'
import { timeoutsFrom } from '../network/timeouts.ts'
import type { Provider } from '../providers/provider.ts'
import type { VideoChange } from '../providers/video.ts'
import { videoRefOf } from './jobs/polling.ts'
import type { QueueDeps } from './queue-deps.ts'
import type { Records } from './records.ts'
import { isBegun, type Upload } from './upload.ts'

export function createUploadEditor(
  deps: Pick<QueueDeps, 'journal' | 'accounts' | 'providers' | 'settings' | 'clock'> & {
    readonly records: Records
    readonly retry: (id: string) => Promise<unknown>
  },
) {
  const { records } = deps

  /** @throws FailureError `queue.unknown`, `account.missing`, `input.invalid`, or what the provider answers */
  return async function update(input: Parsed<'queue.update'>, signal: AbortSignal): Promise<Upload> {
    const upload = records.require(input.id)
    const profile = deps.accounts.find(upload.accountId)
    if (!profile) throw new FailureError(failure('account.missing'))
    const provider = deps.providers.get(profile.provider)
    const options = provider.checkOptions(withChange(upload.options, input.options), deps.clock.now())
    const title = input.title === undefined ? upload.title : input.title
    if (mustAskHost(upload)) {
      const change = changeOf(upload, title, options)
      const refusal = refusalOf(change, upload, provider)
      if (refusal) throw new FailureError(refusal)
      const context = { timeouts: timeoutsFrom(deps.settings), signal }
      const noted = await provider.update?.(deps.accounts.withSecrets(profile), videoRefOf(upload), change, context)
      records.note(upload.id, 'updated')
      records.amend(upload.id, { title, options, remote: { ...records.require(upload.id).remote, ...noted } })
    } else records.amend(upload.id, { title, options, ...(input.title === undefined ? {} : { titleTemplate: null }) })
    // Its `finish` failed because of the options: it is retried with the new ones.
    if (upload.failure?.code === 'video.notAttached') await deps.retry(upload.id)
    return records.require(upload.id)
  }
}

/** Whether the change has to be made at the host. After `video.notAttached` it does not: the next `finish` uses the new options. */
function mustAskHost(upload: Upload): boolean {
  const begun = isBegun(upload) || RUNNING.has(upload.state)
  return begun && upload.failure?.code !== 'video.notAttached' && upload.state !== 'cancelled'
}

function withChange(before: Upload['options'], change: Upload['options']): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== ''))
}

function changeOf(upload: Upload, title: string | null, options: Upload['options']): VideoChange {
  const names = new Set([...Object.keys(upload.options), ...Object.keys(options)])
  const changed = [...names].filter((name) => upload.options[name] !== options[name])
  return {
    ...(title === upload.title || title === null ? {} : { title }),
    options: Object.fromEntries(changed.map((name) => [name, options[name] ?? ''])),
  }
}

function refusalOf(change: VideoChange, upload: Upload, provider: Provider): Failure | null {
  const refuse = (reason: DisplayText): Failure => failure('input.invalid', { reason })
  if (upload.remoteId === null || !provider.update || RUNNING.has(upload.state)) {
    return refuse(
      RUNNING.has(upload.state) && provider.update
        ? phrase('Pause the upload first, or change it when it is done.')
        : phrase('{label} does not let anything be changed once an upload has begun.', { label: provider.label }),
    )
  }
  if (change.title !== undefined && !provider.can.retitle) {
    return refuse(phrase('{label} does not let the title be changed once an upload has begun.', { label: provider.label }))
  }
  const fixed = Object.keys(change.options).find(
    (name) => !provider.options.some((option) => option.name === name && option.later),
  )
  const label = provider.options.find((option) => option.name === fixed)?.label ?? fixed
  return fixed === undefined
    ? null
    : refuse(
        phrase('{label}: {provider} does not let it be changed once an upload has begun.', {
          label: phraseFrom(label ?? ''),
          provider: provider.label,
        }),
      )
}
