/** @file What every channel may answer and every event may tell, member by member: more than the types say would be a leak. */
import { z } from 'zod'
import { VIEWS } from '../../src-main/contract/arrivals.ts'
import type { Channel, EventName } from '../../src-main/contract/channels.ts'
import type { EventPayload } from '../../src-main/contract/events.ts'
import { displayTextSchema } from '../../src-main/contract/i18n/phrase-schema.ts'
import { UPLOAD_STATES } from '../../src-main/contract/queue/upload.ts'
import type { Output } from '../../src-main/contract/requests.ts'
import { settingsSchema } from '../../src-main/contract/settings.ts'
import { VOLUME_KINDS, WATCH_FILE_STATES, WATCH_REASONS, WATCH_STATES, watchRulesSchema } from '../../src-main/contract/watch.ts'
import { account, connectionTest, provider } from './account-answers.ts'
import { activityAnswers } from './activity-answers.ts'
import { added, addPreview } from './add-answers.ts'
import { diagnostics, licences, thumbnail, updates } from './app-answers.ts'
import { bulk, ended, measure, paths, task } from './bulk-answers.ts'
import { count, failureSchema, mayFail, time } from './common-answers.ts'
import { cause, grouped, queueGroup } from './group-answers.ts'
import { historyAnswers } from './history-answers.ts'
import { stream } from './live-answers.ts'
import { receipt, upload } from './upload-answers.ts'

const summary = z.strictObject({
  counts: z.record(z.enum(UPLOAD_STATES), count),
  openBytes: count,
  openAcceptedBytes: count,
  openInFlightBytes: count,
  bytesPerSecond: z.number().min(0),
  secondsLeft: z.number().min(0).nullable(),
  limitBytesPerSecond: z.number().min(0).nullable(),
  halted: mayFail,
})

const watch = z.strictObject({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  rules: watchRulesSchema,
  accountName: z.string().nullable(),
  provider: z.string().nullable(),
  state: z.enum(WATCH_STATES),
  failure: mayFail,
  volume: z.strictObject({ label: z.string(), kind: z.enum(VOLUME_KINDS) }),
  polled: z.boolean(),
  unreported: mayFail,
  counts: z.record(z.enum(WATCH_FILE_STATES), count),
  moves: z.strictObject({ pending: count, failed: count }),
  openBytes: count,
  seen: count.nullable(),
  busy: z.boolean(),
  lastScanAt: time.nullable(),
  nextScanAt: time.nullable(),
})
const watchFile = z.strictObject({
  id: z.string(),
  path: z.string(),
  sizeBytes: count,
  modifiedAt: time,
  state: z.enum(WATCH_FILE_STATES),
  reason: z.enum(WATCH_REASONS).nullable(),
  uploadId: z.string().nullable(),
  receiptId: z.string().nullable(),
  at: time,
  gone: z.boolean(),
  movedTo: z.string().nullable(),
  failure: mayFail,
})
const preview = z.strictObject({
  path: z.string(),
  complete: z.boolean(),
  files: count,
  send: z.strictObject({ files: count, bytes: count }),
  ignored: z.partialRecord(z.enum(WATCH_REASONS), count),
  sentBefore: count,
  unread: count,
  sample: z.array(
    z.strictObject({
      path: z.string(),
      sizeBytes: count,
      verdict: z.enum(['send', 'sent', 'ignored']),
      reason: z.enum(WATCH_REASONS).nullable(),
    }),
  ),
  problems: z.array(z.strictObject({ path: z.string(), failure: failureSchema })),
})
const arrival = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('files'), paths: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('import'), text: z.string() }),
  z.strictObject({ kind: z.enum(['needs', 'about']) }),
  z.strictObject({ kind: z.literal('view'), view: z.enum(VIEWS) }),
  z.strictObject({ kind: z.enum(['upload', 'batch']), id: z.string() }),
])
const card = z.strictObject({ id: z.string(), path: z.string(), label: z.string(), structure: z.string() })
const batch = z.strictObject({
  id: z.string(),
  watchId: z.string(),
  name: z.string(),
  createdAt: time,
  files: count,
  sent: count,
  stopped: count,
  sizeBytes: count,
  acceptedBytes: count,
  settledAt: time.nullable(),
})

const held = z.strictObject({ paths: z.array(z.string()) })
const nothing = z.null()

/** A new channel without a line here does not compile. */
export const ANSWERS: { readonly [C in Channel]: z.ZodType<Output<C>> } = {
  'app.info': z.strictObject({
    version: z.string(),
    host: z.enum(['electron', 'headless']),
    platform: z.string(),
    dataDir: z.string(),
    languages: z.array(z.string()).nullable(),
    nativeDialogs: z.boolean(),
    watching: z.boolean(),
    secureStorage: z.strictObject({ available: z.boolean(), reason: displayTextSchema.nullable() }),
    proxySignIn: z.strictObject({ stored: z.array(z.string()), inUse: z.string().nullable() }),
  }),
  'app.diagnostics': diagnostics,
  'app.licences': licences,
  'app.showFolder': nothing,
  'queue.showFile': nothing,
  'queue.page': z.strictObject({
    revision: count,
    total: count,
    offset: count,
    rows: z.array(upload),
    summary,
    grouped: grouped.nullable(),
  }),
  'queue.groups': z.array(queueGroup),
  'queue.causes': z.array(cause),
  'queue.drives': z.array(z.strictObject({ id: z.string(), name: z.string().nullable() })),
  'queue.get': z.strictObject({
    upload,
    history: z.array(
      z.strictObject({
        at: time,
        times: z.exactOptional(count),
        firstAt: z.exactOptional(time),
        event: z.string(),
        state: z.enum(UPLOAD_STATES),
        bytes: count.nullable(),
        failure: mayFail,
      }),
    ),
    receipt: receipt.nullable(),
  }),
  'queue.log': z.strictObject({ text: z.string().min(1) }),
  'queue.measure': measure,
  'queue.paths': paths,
  'queue.add': added,
  'queue.previewAdd': addPreview,
  'queue.pause': bulk,
  'queue.resume': bulk,
  'queue.retry': bulk,
  'queue.startOver': bulk,
  'queue.whenQuiet': bulk,
  'queue.sendAsIs': bulk,
  'queue.giveUp': bulk,
  'queue.cancel': ended,
  'queue.remove': ended,
  'queue.move': bulk,
  'queue.prioritise': bulk,
  'queue.update': upload,
  'queue.refresh': bulk,
  'queue.import': added,
  'queue.readLinks': z.strictObject({
    items: z.array(z.strictObject({ url: z.string(), title: z.string().nullable() })),
    problems: z.array(z.strictObject({ line: z.string(), failure: failureSchema })),
  }),
  'held.list': held,
  'held.change': held,
  'tasks.list': z.array(task),
  'tasks.stop': task,
  'tasks.undo': z.strictObject({ restored: count }),
  'receipts.list': z.strictObject({ receipts: z.array(receipt), total: count }),
  'receipts.savePdf': z.strictObject({ saved: z.boolean() }),
  'receipts.get': receipt.nullable(),
  ...activityAnswers,
  ...historyAnswers,
  'accounts.providers': z.array(provider),
  'accounts.list': z.array(account),
  'accounts.save': account,
  'accounts.remove': nothing,
  'accounts.test': connectionTest,
  'accounts.testEntered': connectionTest,
  'accounts.choices': z.array(z.strictObject({ value: z.string(), label: z.string() })),
  'accounts.setDefault': nothing,
  'accounts.setDefaults': account,
  'live.list': z.array(
    z.strictObject({
      accountId: z.string(),
      id: z.string(),
      title: z.string(),
      stream: stream.nullable(),
      failure: mayFail,
    }),
  ),
  'live.create': stream,
  'live.attach': nothing,
  'live.key': z.strictObject({ key: z.string().min(1) }),
  'live.forget': nothing,
  'settings.get': settingsSchema,
  'settings.change': settingsSchema,
  'settings.setProxyPassword': z.strictObject({ stored: z.array(z.string()) }),
  'watch.list': z.array(watch),
  'watch.add': watch,
  'watch.update': watch,
  'watch.remove': nothing,
  'watch.pause': nothing,
  'watch.scan': watch,
  'watch.preview': preview,
  'watch.sendFiles': added,
  'watch.files': z.strictObject({ total: count, rows: z.array(watchFile) }),
  'watch.reasons': z.array(
    z.strictObject({ state: z.enum(WATCH_FILE_STATES), reason: z.enum(WATCH_REASONS).nullable(), files: count }),
  ),
  'watch.decide': z.strictObject({ changed: count }),
  'watch.cards': z.array(card),
  'watch.dismissCard': nothing,
  'batches.list': z.strictObject({ total: count, batches: z.array(batch) }),
  'files.list': z.strictObject({
    path: z.string(),
    parent: z.string().nullable(),
    places: z.array(z.strictObject({ label: z.string(), path: z.string() })),
    drives: z.array(
      z.strictObject({ label: z.string(), path: z.string(), kind: z.enum(VOLUME_KINDS), freeBytes: count.nullable() }),
    ),
    entries: z.array(
      z.strictObject({
        name: z.string(),
        path: z.string(),
        kind: z.enum(['folder', 'file']),
        sizeBytes: count.nullable(),
        modifiedAt: time.nullable(),
      }),
    ),
    unnamed: z.array(z.string()),
    total: count,
  }),
  'files.pick': z.strictObject({ paths: z.array(z.string()) }),
  'thumbnails.want': z.array(thumbnail),
  'thumbnails.open': z.strictObject({ ticket: z.hex().length(64).nullable() }),
  'thumbnails.keep': thumbnail,
  'thumbnails.leave': nothing,
  'arrivals.take': z.array(arrival),
  'updates.get': updates,
  'updates.check': updates,
  'updates.install': updates,
}

export const EVENT_PAYLOADS: { readonly [E in EventName]: z.ZodType<EventPayload<E>> } = {
  'queue.changed': z.strictObject({
    revision: count,
    upserted: z.array(upload),
    removed: z.array(z.string()),
    reread: z.boolean(),
    summary,
  }),
  'queue.transitioned': upload,
  'tasks.changed': z.array(task),
  'accounts.changed': z.array(account),
  'settings.changed': settingsSchema,
  'watches.changed': z.array(watch),
  'cards.changed': z.array(card),
  'batch.settled': batch,
  'arrivals.changed': z.strictObject({ waiting: count }),
  'updates.changed': updates,
  'held.changed': z.strictObject({ held: count }),
  'thumbnails.changed': z.array(thumbnail),
  'history.changed': z.strictObject({ revision: count }),
}
