/** @file Maps the contract to the engine, one line per channel. What only a host can do is passed in. */
import type { ProviderInfo } from '../contract/account.ts'
import type { AppInfo } from '../contract/app-info.ts'
import type { Arrival } from '../contract/arrivals.ts'
import type { HostFacts } from '../contract/diagnostics.ts'
import type { Licence } from '../contract/licences.ts'
import type { InstallTime, UpdatesView } from '../contract/updates.ts'
import type { Engine } from '../engine/engine.ts'
import { withoutUndefined } from '../engine/without-undefined.ts'
import { diagnose } from './diagnostics.ts'
import type { Handlers } from './dispatch.ts'
import { type PdfSaver, saveReceiptsAsPdf } from './receipt-pdf.ts'
import { storageState } from './storage-state.ts'

/** What differs between hosts. */
export interface HostActions {
  info(): Omit<AppInfo, 'secureStorage' | 'proxySignIn'>
  facts(): Promise<HostFacts>
  licences(): Promise<readonly Licence[]>
  /** @throws FailureError `host.unsupported` where there is no file manager to open it with */
  showFolder(folder: 'logs' | 'crashes'): Promise<void>
  /** Shows a file that is there in the file manager. @throws FailureError `host.unsupported` where there is none */
  showFile(path: string): void | Promise<void>
  /** Opens a native dialog. @throws FailureError `host.unsupported` where there is none */
  pickFiles(kind: 'files' | 'folder'): Promise<readonly string[]>
  /** Arrivals from outside of the window; none where there is no window. */
  takeArrivals(): readonly Arrival[]
  readonly updates: UpdateActions
  readonly savePdf: PdfSaver
}

/** Updates of the desktop app. Where there are none, `check` and `install` throw `host.unsupported`. */
export interface UpdateActions {
  get(): UpdatesView
  /** Returns when the check is over, not the download. */
  check(): Promise<UpdatesView>
  install(when: InstallTime): UpdatesView
}

interface HandlerDeps {
  readonly engine: Engine
  readonly host: HostActions
  /** Removes secrets, and shortens addresses and the home folder. */
  readonly clean: (text: string) => string
  readonly now: () => number
}

export function createHandlers({ engine, host, clean, now }: HandlerDeps): Handlers {
  const {
    thumbnails,
    queue,
    history,
    activity,
    held,
    accounts,
    settings,
    providers,
    listFolder,
    receipts,
    secrets,
    live,
    contextFor,
    proxySignIn,
    watches,
  } = engine
  /** A keychain that waits for its password counts as available: storing a key waits for it, too. */
  const secureStorage = async (): Promise<AppInfo['secureStorage']> => {
    const state = await storageState(secrets)
    return state === 'silent' ? { available: true, reason: null } : state
  }
  return {
    'app.info': async () => ({
      ...host.info(),
      secureStorage: await secureStorage(),
      proxySignIn: { stored: proxySignIn.stored(), inUse: proxySignIn.inUse() },
    }),
    'app.diagnostics': () => diagnose({ engine, info: host.info, facts: host.facts, clean, now }),
    'app.licences': () => host.licences(),
    'app.showFolder': async ({ folder }) => {
      await host.showFolder(folder)
      return null
    },
    'arrivals.take': () => host.takeArrivals(),
    'queue.page': ({ filter, grouping, offset, limit }) =>
      grouping ? queue.pageInGroups(filter, grouping, offset, limit) : queue.page(filter, offset, limit),
    'queue.groups': ({ filter, grouping, ids }) => queue.groups(filter, grouping, ids),
    'queue.causes': () => queue.causes(),
    'queue.drives': () => queue.drives(),
    'queue.showFile': async ({ id }) => {
      await host.showFile(await queue.fileOf(id))
      return null
    },
    'queue.get': ({ id }) => queue.details(id),
    'queue.log': ({ id }) => ({ text: queue.logOf(id) }),
    'queue.add': (input) => queue.add(input),
    'queue.previewAdd': (input, signal) => queue.previewAdd(input, signal),
    'queue.pause': (selection) => queue.commands.pause(selection),
    'queue.resume': (selection) => queue.commands.resume(selection),
    'queue.retry': (selection) => queue.commands.retry(selection),
    'queue.startOver': (selection) => queue.commands.startOver(selection),
    'queue.whenQuiet': (selection) => queue.commands.whenQuiet(selection),
    'queue.sendAsIs': (selection) => queue.commands.sendAsIs(selection),
    'queue.giveUp': (selection) => queue.commands.giveUp(selection),
    'queue.cancel': (ending, signal) => queue.commands.cancel(ending, signal),
    'queue.remove': (ending, signal) => queue.commands.remove(ending, signal),
    'queue.move': (input) => queue.commands.move(input),
    'queue.prioritise': (input) => queue.commands.prioritise(input),
    'queue.measure': (selection, signal) => queue.measure(selection, signal),
    'queue.paths': (input) => queue.paths(input),
    'tasks.list': () => queue.tasks.list(),
    'tasks.stop': ({ task }) => queue.tasks.stop(task),
    'tasks.undo': ({ task }) => queue.tasks.undo(task),
    'queue.update': (input, signal) => queue.update(input, signal),
    'queue.refresh': (selection) => queue.commands.refresh(selection),
    'queue.import': (input) => queue.importLinks(input),
    'queue.readLinks': ({ text }) => queue.readLinks(text),
    'held.list': () => held.list(),
    'held.change': (change) => held.change(change),
    'receipts.list': ({ since, offset, limit, batchId }) => receipts.list(since, offset, limit, batchId),
    'receipts.savePdf': (input) => saveReceiptsAsPdf({ receipts, host, now }, input),
    'receipts.get': ({ id }) => receipts.get(id),
    'history.days': (input, signal) => history.days(input, signal),
    'history.page': (input, signal) => history.page(input, signal),
    'history.showFile': async ({ id }) => {
      await host.showFile(await history.fileOf(id))
      return null
    },
    'history.sendAgain': (input) => history.sendAgain(input),
    'activity.upload': (input) => activity.upload(input),
    'activity.plot': (input) => activity.plot(input),
    'activity.days': (input) => activity.days(input),
    'activity.now': () => activity.now(),
    'accounts.providers': () => providers.all().map(infoOf),
    'accounts.list': () => accounts.list(),
    'accounts.save': (input, signal) => accounts.save(input, contextFor(signal)),
    'accounts.remove': async ({ account }) => {
      await accounts.remove(account)
      return null
    },
    'accounts.test': ({ account }, signal) => accounts.test(account, contextFor(signal)),
    'accounts.testEntered': (input, signal) => accounts.testEntered(input, contextFor(signal)),
    'accounts.choices': ({ account, option }, signal) => accounts.choices(account, option, contextFor(signal)),
    'accounts.setDefault': ({ account }) => {
      accounts.setDefault(account)
      return null
    },
    'accounts.setDefaults': (input) => accounts.setDefaults(input),
    'live.list': (_input, signal) => live.list(contextFor(signal)),
    'live.create': (input, signal) => live.create(input, contextFor(signal)),
    'live.attach': (input, signal) => live.attach(input, contextFor(signal)),
    'live.key': (input, signal) => live.key(input, contextFor(signal)),
    'live.forget': (input) => live.forget(input),
    'settings.get': () => settings.get(),
    'settings.change': (change) => settings.change(withoutUndefined(change)),
    'settings.setProxyPassword': async ({ value, proxy }) => {
      await proxySignIn.set(value, proxy)
      return { stored: proxySignIn.stored() }
    },
    'watch.list': () => watches.list(),
    'watch.add': (input) => watches.add(input),
    'watch.update': (input) => watches.update(input),
    'watch.remove': ({ id }) => watches.remove(id),
    'watch.pause': (input) => watches.pause(input),
    'watch.scan': ({ id }) => watches.scan(id),
    'watch.preview': (input, signal) => watches.preview(input, signal),
    'watch.sendFiles': (input) => watches.sendFiles(input),
    'watch.files': (input) => watches.files(input),
    'watch.reasons': ({ id }) => watches.reasons(id),
    'watch.decide': (input) => watches.decide(input),
    'watch.cards': () => watches.cards(),
    'watch.dismissCard': ({ id }) => watches.dismissCard(id),
    'batches.list': (input) => watches.batches(input),
    'files.list': ({ path }, signal) => listFolder(path, signal),
    'thumbnails.want': ({ ids }) => thumbnails.want(ids),
    'thumbnails.open': async ({ id }) => ({ ticket: await thumbnails.ticketFor(id) }),
    'thumbnails.keep': ({ ticket, picture }) => thumbnails.keep(ticket, picture === null ? null : Buffer.from(picture, 'base64')),
    'thumbnails.leave': ({ ticket }) => {
      thumbnails.leave(ticket)
      return null
    },
    'updates.get': () => host.updates.get(),
    'updates.check': () => host.updates.check(),
    'updates.install': ({ when }) => host.updates.install(when),
    'files.pick': async ({ kind }) => ({ paths: await host.pickFiles(kind) }),
  }
}

/** A provider as plain data, without its functions. */
function infoOf(provider: ProviderInfo): ProviderInfo {
  const { id, label, summary, fields, options, freeOptions, guide, presets, can, accepts, largestFileBytes, dashboard } = provider
  return { id, label, summary, fields, options, freeOptions, guide, presets, can, accepts, largestFileBytes, dashboard }
}
