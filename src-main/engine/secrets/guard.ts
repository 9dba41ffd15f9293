/**
 * @file Providers and the transfer as the engine sees them. What they read and send is known from then on; what they tell,
 * however it ends, passes through here, so that no provider has to think of it.
 */
import { FailureError, failure } from '../../contract/errors.ts'
import type { Transfer, TusAccess } from '../ports/transfer.ts'
import type { LiveHost, PrepareContext, Provider, ProviderAccount } from '../providers/provider.ts'
import { noteField } from './fields.ts'
import type { KnownSecrets } from './known-secrets.ts'
import { createRedactor } from './redacted.ts'

/** A part of an upload address that is this long may be what makes it one. */
const TELLING_PART = 16

export function guardTransfer(transfer: Transfer, known: KnownSecrets): Transfer {
  const told = createRedactor(known)
  const outcome = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (caught) {
      throw told.error(caught)
    }
  }
  return {
    probe: (...given) => outcome(transfer.probe(...given)),
    terminate: (...given) => outcome(transfer.terminate(...given)),
    async send(job) {
      if (job.uploadUrl !== null) known.noteAddress(job.uploadUrl)
      const onCreated: typeof job.onCreated = (remote) => {
        known.noteAddress(remote.uploadUrl)
        job.onCreated(told.isSecret([remote.remoteId]) ? { ...remote, remoteId: null } : remote)
      }
      const end = await outcome(transfer.send({ ...job, onCreated }))
      return end.kind === 'failed' ? { ...end, failure: told.failure(end.failure) } : end
    },
  }
}

export function guardProvider(provider: Provider, known: KnownSecrets): Provider {
  const told = createRedactor(known)

  async function outcome<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (caught) {
      throw told.error(caught)
    }
  }

  /** Whatever is read for a call is known before it is sent. */
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

  function access<A extends TusAccess>(given: A): A {
    return {
      ...given,
      async credentials(url) {
        const headers = await given.credentials(url)
        known.noteHeaders(headers)
        return headers
      },
    }
  }

  /** A host that answers with a key where an id is expected would have it stored and shown. */
  function facts<T extends Readonly<Record<string, string>>>(values: T, more: readonly (string | undefined)[] = []): T {
    // Times and numbers are no keys, although a signature may hold one of them.
    const names = [...Object.values(values), ...more].filter((value) => !/^\d{1,16}$/.test(value ?? ''))
    if (!told.isSecret(names)) return values
    throw new FailureError(failure('server.answer', { host: provider.label, reason: 'a key of the account in place of an id' }))
  }

  function noteAddress(address: string): void {
    known.noteAddress(address)
    if (!provider.secretUploadUrl || !URL.canParse(address)) return
    for (const part of new URL(address).pathname.split('/')) if (part.length >= TELLING_PART) known.note(part)
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

  const { status, exchange, finish, remove, update, importFrom, live } = provider
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
      ((account, ...more) =>
        outcome(async () => {
          const found = await status.call(provider, owner(account), ...more)
          return new Map([...found].map(([id, one]) => [id, told.status(one)]))
        })),

    test: (account, context) =>
      outcome(async () => {
        const { ok, message, details } = await provider.test(owner(account), context)
        return { ok, message: told.line(message), details: told.lines(details) }
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
    ...(update && {
      update: (account, ...more) => outcome(async () => facts(await update.call(provider, owner(account), ...more))),
    }),
    ...(importFrom && {
      importFrom: (account, jobs, context) =>
        outcome(async () => {
          for (const { url } of jobs) known.noteAddress(url)
          const results = await importFrom.call(provider, owner(account), jobs, preparing(context))
          return results.map((result) => {
            if (result.failure !== null) return { failure: told.failure(result.failure) }
            if (!told.isSecret([result.remoteId])) return result
            return {
              failure: failure('server.answer', { host: provider.label, reason: 'a key of the account in place of an id' }),
            }
          })
        }),
    }),
    ...(live && { live: liveHost(live) }),
  }
  // Whatever else it says of itself is read from the provider, at any time.
  return Object.assign(Object.create(provider) as Provider, guarded)

  function liveHost(host: LiveHost): LiveHost {
    return {
      create: (account, ...more) => outcome(async () => told.live(await host.create(owner(account), ...more))),
      get: (account, ...more) => outcome(async () => told.live(await host.get(owner(account), ...more))),
      key: (account, ...more) =>
        outcome(async () => {
          const key = await host.key(owner(account), ...more)
          known.note(key)
          return key
        }),
    }
  }
}
