/**
 * @file Wraps providers and the transfer for the engine. Secrets that they read and send are noted; results and errors are
 * redacted here, so that no provider has to do it.
 */
import { FailureError, failure } from '../../contract/errors.ts'
import { phrase } from '../../contract/phrase.ts'
import type { Transfer, TusAccess } from '../ports/transfer.ts'
import type { LiveApi, PrepareContext, Provider, ProviderAccount } from '../providers/provider.ts'
import { noteField } from './fields.ts'
import type { KnownSecrets } from './known-secrets.ts'
import { createRedactor } from './redacted.ts'

/** A segment of an upload address that is this long may be a key. */
const SHORTEST_KEY_SEGMENT = 16

export function guardTransfer(transfer: Transfer, known: KnownSecrets): Transfer {
  const redactor = createRedactor(known)
  const outcome = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (caught) {
      throw redactor.error(caught)
    }
  }
  return {
    probe: (...args) => outcome(transfer.probe(...args)),
    terminate: (...args) => outcome(transfer.terminate(...args)),
    async send(job) {
      if (job.uploadUrl !== null) known.noteAddress(job.uploadUrl)
      const onCreated: typeof job.onCreated = (remote) => {
        known.noteAddress(remote.uploadUrl)
        job.onCreated(redactor.isSecret([remote.remoteId]) ? { ...remote, remoteId: null } : remote)
      }
      const end = await outcome(transfer.send({ ...job, onCreated }))
      return end.kind === 'failed' ? { ...end, failure: redactor.failure(end.failure) } : end
    },
  }
}

export function guardProvider(provider: Provider, known: KnownSecrets): Provider {
  const redactor = createRedactor(known)

  async function outcome<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (caught) {
      throw redactor.error(caught)
    }
  }

  /** Secrets are noted when they are read, before they are sent. */
  function owner(account: ProviderAccount): ProviderAccount {
    return {
      ...account,
      async secret(name) {
        const value = await account.secret(name)
        noteField(known, provider.fields, name, value)
        return value
      },
    }
  }

  function access<A extends TusAccess>(original: A): A {
    return {
      ...original,
      async credentials(url) {
        const headers = await original.credentials(url)
        known.noteHeaders(headers)
        return headers
      },
    }
  }

  /** A server that returned a key in place of an id would have it stored and shown. */
  function facts<T extends Readonly<Record<string, string>>>(values: T, more: readonly (string | undefined)[] = []): T {
    // Times and numbers are no keys, although a signature may contain one.
    const names = [...Object.values(values), ...more].filter((value) => !/^\d{1,16}$/.test(value ?? ''))
    if (!redactor.isSecret(names)) return values
    throw new FailureError(
      failure('server.answer', { host: provider.label, reason: phrase('a key of the account in place of an id') }),
    )
  }

  function noteAddress(address: string): void {
    known.noteAddress(address)
    if (!provider.secretUploadUrl || !URL.canParse(address)) return
    for (const part of new URL(address).pathname.split('/')) if (part.length >= SHORTEST_KEY_SEGMENT) known.note(part)
  }

  function preparing<C extends PrepareContext>(context: C): C {
    return {
      ...context,
      note(remote) {
        if (remote.uploadUrl !== undefined) noteAddress(remote.uploadUrl)
        facts(remote.made ?? {}, [remote.remoteId])
        context.note(remote)
      },
    }
  }

  const { status, exchange, finish, remove, update, importFrom, deadline, choices, live } = provider
  const guarded: Partial<Provider> = {
    access: (account, ...more) => access(provider.access(owner(account), ...more)),

    prepare: (account, upload, context) =>
      outcome(async () => {
        if (upload.uploadUrl !== null) noteAddress(upload.uploadUrl)
        const target = access(await provider.prepare(owner(account), upload, preparing(context)))
        for (const secret of target.secrets ?? []) known.note(secret)
        return target
      }),

    status:
      status &&
      ((account, ...more) => outcome(async () => redactor.statuses(await status.call(provider, owner(account), ...more)))),

    test: (account, context) =>
      outcome(async () => {
        const { message, details, failure: problem, ...rest } = await provider.test(owner(account), context)
        return {
          ...rest,
          message: redactor.said(message),
          details: details.map(redactor.said),
          ...(problem ? { failure: redactor.failure(problem) } : {}),
        }
      }),

    ...(exchange && {
      exchange: (settings, secrets, context) =>
        outcome(async () => {
          for (const [name, value] of Object.entries(secrets)) noteField(known, provider.fields, name, value)
          const kept = await exchange.call(provider, settings, secrets, context)
          for (const [name, value] of Object.entries(kept)) noteField(known, provider.fields, name, value)
          return kept
        }),
    }),
    ...(finish && {
      finish: (account, ...more) => outcome(async () => facts(await finish.call(provider, owner(account), ...more))),
    }),
    ...(remove && { remove: (account, ...more) => outcome(() => remove.call(provider, owner(account), ...more)) }),
    ...(choices && {
      choices: (account, ...more) =>
        outcome(async () => {
          const found = await choices.call(provider, owner(account), ...more)
          return found.map(({ value, label }) => ({ value: redactor.line(value), label: redactor.line(label) }))
        }),
    }),
    ...(deadline && {
      deadline: (account, ...more) => outcome(() => deadline.call(provider, owner(account), ...more)),
    }),
    ...(update && {
      update: (account, ...more) => outcome(async () => facts(await update.call(provider, owner(account), ...more))),
    }),
    ...(importFrom && {
      importFrom: (account, jobs, context) =>
        outcome(async () => {
          for (const { url } of jobs) known.noteAddress(url)
          const results = await importFrom.call(provider, owner(account), jobs, preparing(context))
          return results.map((result) => {
            if (result.failure !== null) return { failure: redactor.failure(result.failure) }
            if (!redactor.isSecret([result.remoteId])) return result
            return {
              failure: failure('server.answer', {
                host: provider.label,
                reason: phrase('a key of the account in place of an id'),
              }),
            }
          })
        }),
    }),
    ...(live && { live: guardLive(live) }),
  }
  // All other members are inherited from the provider.
  return Object.assign(Object.create(provider) as Provider, guarded)

  function guardLive(streams: LiveApi): LiveApi {
    return {
      create: (account, ...more) => outcome(async () => redactor.live(await streams.create(owner(account), ...more))),
      attach: (account, ...more) => outcome(() => streams.attach(owner(account), ...more)),
      get: (account, ...more) => outcome(async () => redactor.live(await streams.get(owner(account), ...more))),
      key: (account, ...more) =>
        outcome(async () => {
          const key = await streams.key(owner(account), ...more)
          known.note(key)
          return key
        }),
    }
  }
}
