/** @file From the contract to the engine, a line each. What only a host can do is passed in. */
import type { AppInfo } from '../contract/requests.ts'
import type { Engine } from '../engine/engine.ts'
import type { Handlers } from './dispatch.ts'

/** What differs between hosts. */
export interface HostActions {
  info(): Omit<AppInfo, 'secureStorage'>
  /** Opens a native dialog. @throws FailureError `host.unsupported` where there is none */
  pickFiles(kind: 'files' | 'folder'): Promise<readonly string[]>
}

export function createHandlers({ engine, host }: { engine: Engine; host: HostActions }): Handlers {
  const { queue, accounts, settings, providers, files, receipts, secrets } = engine
  return {
    'app.info': async () => ({ ...host.info(), secureStorage: await secrets.availability() }),
    'queue.page': ({ filter, offset, limit }) => queue.page(filter, offset, limit),
    'queue.get': ({ id }) => queue.details(id),
    'queue.add': (input) => queue.add(input),
    'queue.pause': (selection) => queue.commands.pause(selection),
    'queue.resume': (selection) => queue.commands.resume(selection),
    'queue.retry': (selection) => queue.commands.retry(selection),
    'queue.startOver': (selection) => queue.commands.startOver(selection),
    'queue.giveUp': (selection) => queue.commands.giveUp(selection),
    'queue.cancel': (selection) => queue.commands.cancel(selection),
    'queue.remove': (selection) => queue.commands.remove(selection),
    'queue.move': (input) => queue.commands.move(input),
    'queue.prioritise': ({ ids, priority }) => queue.commands.prioritise(ids, priority),
    'receipts.list': ({ since, offset, limit }) => receipts.list(since, offset, limit),
    'accounts.providers': () => providers.all().map(({ id, label, summary, fields }) => ({ id, label, summary, fields })),
    'accounts.list': () => accounts.list(),
    'accounts.save': (input) => accounts.save(input),
    'accounts.remove': async ({ account }) => {
      await accounts.remove(account)
      return null
    },
    'accounts.test': ({ account }, signal) => engine.testAccount(account, signal),
    'accounts.setDefault': ({ account }) => {
      accounts.setDefault(account)
      return null
    },
    'settings.get': () => settings.get(),
    'settings.change': (change) => settings.change(withoutUndefined(change)),
    'files.list': ({ path }) => files.list(path),
    'files.pick': async ({ kind }) => ({ paths: await host.pickFiles(kind) }),
  }
}

/** Zod types a missing key as possibly undefined; settings must never hold one. */
function withoutUndefined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
