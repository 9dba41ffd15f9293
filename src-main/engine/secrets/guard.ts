/**
 * @file Wraps providers and the transfer: notes the secrets that they read and send, and redacts their results and errors, so that
 * no provider has to do it.
 */
import { type Failure, FailureError, failure } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import type { Transfer, TusAccess } from '../ports/transfer.ts'
import type { LiveApi, PrepareContext, Provider, ProviderAccount } from '../providers/provider.ts'
import { noteField } from './fields.ts'
import type { KnownSecrets } from './known-secrets.ts'
import { createRedactor } from './redactor.ts'

/** A path segment of an upload address that is this long may be a key. */
const MIN_KEY_SEGMENT_LENGTH = 16

type Redactor = ReturnType<typeof createRedactor>

async function redactingErrors<T>(redactor: Redactor, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (caught) {
    throw redactor.error(caught)
  }
}

export function guardTransfer(transfer: Transfer, known: KnownSecrets): Transfer {
  const redactor = createRedactor(known)
  return {
    probe: (...args) => redactingErrors(redactor, () => transfer.probe(...args)),
    terminate: (...args) => redactingErrors(redactor, () => transfer.terminate(...args)),
    async send(job) {
      if (job.uploadUrl !== null) known.noteAddress(job.uploadUrl)
      const onCreated: typeof job.onCreated = (remote) => {
        known.noteAddress(remote.uploadUrl)
        job.onCreated(redactor.isSecret([remote.remoteId]) ? { ...remote, remoteId: null } : remote)
      }
      const outcome = await redactingErrors(redactor, () => transfer.send({ ...job, onCreated }))
      return outcome.kind === 'failed' ? { ...outcome, failure: redactor.failure(outcome.failure) } : outcome
    },
  }
}

export function guardProvider(provider: Provider, known: KnownSecrets): Provider {
  const redactor = createRedactor(known)
  const guard = <T>(work: () => Promise<T>): Promise<T> => redactingErrors(redactor, work)

  /** Notes secrets when they are read, before they are sent. */
  function notingSecrets(account: ProviderAccount): ProviderAccount {
    return {
      ...account,
      async secret(name) {
        const value = await account.secret(name)
        noteField(known, provider.fields, name, value)
        return value
      },
    }
  }

  function notingHeaders<A extends TusAccess>(original: A): A {
    return {
      ...original,
      async credentials(url) {
        const headers = await original.credentials(url)
        known.noteHeaders(headers)
        return headers
      },
    }
  }

  const keyForId = (): Failure =>
    failure('server.answer', { host: provider.label, reason: phrase('a key of the account in place of an id') })

  /** The values, which will be stored and shown. @throws FailureError `server.answer` when one of them is a key of the account */
  function withoutKeys<T extends Readonly<Record<string, string>>>(values: T, more: readonly (string | undefined)[] = []): T {
    // Times and numbers are no keys, although a signature may contain one.
    const ids = [...Object.values(values), ...more].filter((value) => !/^\d{1,16}$/.test(value ?? ''))
    if (redactor.isSecret(ids)) throw new FailureError(keyForId())
    return values
  }

  function noteAddress(address: string): void {
    known.noteAddress(address)
    if (!provider.secretUploadUrl || !URL.canParse(address)) return
    for (const part of new URL(address).pathname.split('/')) if (part.length >= MIN_KEY_SEGMENT_LENGTH) known.note(part)
  }

  function notingRemote<C extends PrepareContext>(context: C): C {
    return {
      ...context,
      note(remote) {
        if (remote.uploadUrl !== undefined) noteAddress(remote.uploadUrl)
        withoutKeys(remote.made ?? {}, [remote.remoteId])
        context.note(remote)
      },
    }
  }

  const { status, exchange, finish, remove, update, importFrom, deadline, choices, live } = provider
  const guarded: Partial<Provider> = {
    access: (account, ...more) => notingHeaders(provider.access(notingSecrets(account), ...more)),

    prepare: (account, upload, context) =>
      guard(async () => {
        if (upload.uploadUrl !== null) noteAddress(upload.uploadUrl)
        const target = notingHeaders(await provider.prepare(notingSecrets(account), upload, notingRemote(context)))
        for (const secret of target.secrets ?? []) known.note(secret)
        return target
      }),

    status:
      status &&
      ((account, ...more) => guard(async () => redactor.statuses(await status.call(provider, notingSecrets(account), ...more)))),

    test: (account, context) =>
      guard(async () => {
        const { message, details, failure: problem, ...rest } = await provider.test(notingSecrets(account), context)
        return {
          ...rest,
          message: redactor.phrase(message),
          details: details.map(redactor.phrase),
          ...(problem ? { failure: redactor.failure(problem) } : {}),
        }
      }),

    ...(exchange && {
      exchange: (settings, secrets, context) =>
        guard(async () => {
          for (const [name, value] of Object.entries(secrets)) noteField(known, provider.fields, name, value)
          const stored = await exchange.call(provider, settings, secrets, context)
          for (const [name, value] of Object.entries(stored)) noteField(known, provider.fields, name, value)
          return stored
        }),
    }),
    ...(finish && {
      finish: (account, ...more) => guard(async () => withoutKeys(await finish.call(provider, notingSecrets(account), ...more))),
    }),
    ...(remove && { remove: (account, ...more) => guard(() => remove.call(provider, notingSecrets(account), ...more)) }),
    ...(choices && {
      choices: (account, ...more) =>
        guard(async () => {
          const listed = await choices.call(provider, notingSecrets(account), ...more)
          return listed.map(({ value, label }) => ({ value: redactor.line(value), label: redactor.line(label) }))
        }),
    }),
    ...(deadline && {
      deadline: (account, ...more) => guard(() => deadline.call(provider, notingSecrets(account), ...more)),
    }),
    ...(update && {
      update: (account, ...more) => guard(async () => withoutKeys(await update.call(provider, notingSecrets(account), ...more))),
    }),
    ...(importFrom && {
      importFrom: (account, jobs, context) =>
        guard(async () => {
          for (const { url } of jobs) known.noteAddress(url)
          const results = await importFrom.call(provider, notingSecrets(account), jobs, notingRemote(context))
          return results.map((result) => {
            if (result.failure !== null) return { failure: redactor.failure(result.failure) }
            return redactor.isSecret([result.remoteId]) ? { failure: keyForId() } : result
          })
        }),
    }),
    ...(live && { live: guardLive(live) }),
  }
  // All other members are inherited from the provider.
  return Object.assign(Object.create(provider) as Provider, guarded)

  function guardLive(streams: LiveApi): LiveApi {
    return {
      create: (account, ...more) => guard(async () => redactor.live(await streams.create(notingSecrets(account), ...more))),
      attach: (account, ...more) => guard(() => streams.attach(notingSecrets(account), ...more)),
      get: (account, ...more) => guard(async () => redactor.live(await streams.get(notingSecrets(account), ...more))),
      key: (account, ...more) =>
        guard(async () => {
          const key = await streams.key(notingSecrets(account), ...more)
          known.note(key)
          return key
        }),
    }
  }
}
