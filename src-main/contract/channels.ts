/** @file The names that cross the bridge. No imports: this is all that the preload script needs at run time. */

export const CHANNELS = [
  'app.info',
  'queue.page',
  'queue.get',
  'queue.add',
  'queue.pause',
  'queue.resume',
  'queue.retry',
  'queue.startOver',
  'queue.whenQuiet',
  'queue.giveUp',
  'queue.cancel',
  'queue.remove',
  'queue.move',
  'queue.prioritise',
  'queue.update',
  'queue.refresh',
  'queue.import',
  'queue.readLinks',
  'receipts.list',
  'accounts.providers',
  'accounts.list',
  'accounts.save',
  'accounts.remove',
  'accounts.test',
  'accounts.setDefault',
  'accounts.setDefaults',
  'live.list',
  'live.create',
  'live.key',
  'live.forget',
  'settings.get',
  'settings.change',
  'settings.setProxyPassword',
  'files.list',
  'files.pick',
] as const
export type Channel = (typeof CHANNELS)[number]

export const EVENTS = ['queue.changed', 'queue.transitioned', 'accounts.changed', 'settings.changed'] as const
export type EventName = (typeof EVENTS)[number]

/** Events that a user interface listens to; `queue.transitioned` is for followers that need every single step. */
export const VIEW_EVENTS = ['queue.changed', 'accounts.changed', 'settings.changed'] as const satisfies readonly EventName[]
