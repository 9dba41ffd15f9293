/**
 * @file Every call that a client can make: its input as a schema, its output as a type. `ipc/dispatch.ts` parses inputs before a
 * handler sees them; the bridge and the command line derive their types from it. A long file, because it is one table.
 */
import { z } from 'zod'
import type { AccountView, ConnectionTest, OptionChoice, ProviderInfo } from './account.ts'
import type { AppInfo } from './app-info.ts'
import type { Arrival } from './arrivals.ts'
import type { Channel } from './channels.ts'
import type { Diagnostics } from './diagnostics.ts'
import type { Failure } from './errors/errors.ts'
import type { FolderListing } from './files.ts'
import {
  ACTIVITY_RANGES,
  type ActivityDays,
  type ActivityNow,
  type ActivityPlot,
  type UploadActivity,
} from './history/activity.ts'
import { activityDaysSchema, historyDaysSchema, historyPageSchema } from './history/history-input.ts'
import type { PastDays, PastPage } from './history/past-upload.ts'
import type { Licence } from './licences.ts'
import type { AddPreview } from './queue/add-preview.ts'
import { addSchema, importSchema, pairs, previewAddSchema, title } from './queue/adding.ts'
import { type HeldFiles, heldChangeSchema } from './queue/held.ts'
import type { Measure } from './queue/measure.ts'
import type {
  AddOutcome,
  BulkOutcome,
  EndingOutcome,
  ImportList,
  PathsPart,
  QueueCause,
  QueueDrive,
  QueuePage,
} from './queue/outcomes.ts'
import { prioritySchema } from './queue/priority-schema.ts'
import type { QueueGroup } from './queue/queue-groups.ts'
import { MAX_SEARCH_LENGTH } from './queue/search.ts'
import { filterSchema, groupingSchema, idSchema, idsSchema, selectionSchema, selectionWith } from './queue/selection.ts'
import type { TaskView } from './queue/task.ts'
import type { Receipt, UploadDetails, UploadView } from './queue/upload.ts'
import { type Settings, settingsSchema } from './settings.ts'
import { wellFormedText } from './text/text-schema.ts'
import { MAX_THUMBNAIL_BYTES, MAX_WANTED_THUMBNAILS, type ThumbnailView } from './thumbnails.ts'
import { INSTALL_TIMES, type UpdatesView } from './updates.ts'
import type { LiveStream } from './video.ts'
import {
  type BatchView,
  type CameraCard,
  WATCH_FILE_STATES,
  WATCH_REASONS,
  type WatchFileState,
  type WatchFileView,
  type WatchPreview,
  type WatchReason,
  type WatchView,
  watchRulesSchema,
} from './watch.ts'

export type { AddInput } from './queue/adding.ts'

const nothing = z.strictObject({})
const id = idSchema
const text = wellFormedText.max(20_000)
/**
 * Chosen by the caller, which recognises its task in `tasks.changed` by it and can stop it while it waits for the answer.
 */
const task = z.uuid().optional()
const bulkSchema = selectionWith({ task })

/**
 * Whether the video at the provider is deleted when its row is cancelled or removed. By default an unfinished one is
 * deleted and a finished one is kept.
 */
export const remoteSchema = z.enum(['delete', 'keep'])
const remote = remoteSchema.optional()
/** How long the answer waits for the deletions at providers; by default it does not. */
const waitMs = z.int().min(0).max(30_000).optional()
export const moveTargetSchema = z.union([z.enum(['top', 'bottom']), z.strictObject({ before: id })])
const endingSchema = selectionWith({
  task,
  remote,
  waitMs,
  /** Nothing is deleted at providers, and all can be brought back with `tasks.undo`, until `UNDO_MS` after the end of the task. */
  undoable: z.boolean().optional(),
})

export type Ending = z.infer<typeof endingSchema>

const accountSchema = z.strictObject({
  /** Absent for a new account. */
  id: id.optional(),
  provider: id,
  name: wellFormedText.trim().min(1).max(100),
  settings: pairs.default({}),
  /** New values for secret fields. A field that is left out keeps its stored value; an empty one is deleted. */
  secrets: pairs.default({}),
})

/** While it is being entered it needs no name. */
const enteredAccountSchema = accountSchema.extend({ name: wellFormedText.trim().max(100).default('') })

/** Which files of a watched folder. */
const watchFilesSchema = z.strictObject({
  id,
  state: z.enum(['all', ...WATCH_FILE_STATES]).default('all'),
  reason: z.enum(WATCH_REASONS).optional(),
  search: z.string().max(MAX_SEARCH_LENGTH).default(''),
})

const path = z.string().min(1).max(32_768)
/** Rules that are not named keep their default or, of a folder that is watched already, what they are. */
const someRules = watchRulesSchema.partial()

export const requests = {
  'app.info': { input: nothing, output: of<AppInfo>() },
  'app.diagnostics': { input: nothing, output: of<Diagnostics>() },
  /** Of every package that is part of the app. */
  'app.licences': { input: nothing, output: of<readonly Licence[]>() },
  /** Opens a folder of this computer in its file manager; only in the desktop app. */
  'app.showFolder': { input: z.strictObject({ folder: z.enum(['logs', 'crashes']) }), output: of<null>() },
  /** What arrived from outside of the window since the last call; each is returned once. */
  'arrivals.take': { input: nothing, output: of<readonly Arrival[]>() },
  'queue.page': {
    input: z.strictObject({
      filter: filterSchema,
      /** In groups; without it, the clips alone in the order of the queue. */
      grouping: groupingSchema.optional(),
      offset: z.int().min(0),
      limit: z.int().min(1).max(500),
    }),
    output: of<QueuePage>(),
  },
  /** The figures of some groups now. Those that are gone are left out. */
  'queue.groups': {
    input: z.strictObject({ filter: filterSchema, grouping: groupingSchema, ids: z.array(id).max(200) }),
    output: of<readonly QueueGroup[]>(),
  },
  /** Why clips need a person, most clips first. */
  'queue.causes': {
    input: nothing,
    output: of<readonly QueueCause[]>(),
  },
  /** Shows the file of an upload in the file manager of this computer; only in the desktop app. */
  'queue.showFile': { input: z.strictObject({ id }), output: of<null>() },
  /** The drives that clips of the queue are on. */
  'queue.drives': {
    input: nothing,
    output: of<readonly QueueDrive[]>(),
  },
  'queue.get': { input: z.strictObject({ id }), output: of<UploadDetails>() },
  /** What happened to an upload in technical detail, as a text without secrets. */
  'queue.log': { input: z.strictObject({ id }), output: of<{ readonly text: string }>() },
  /** The current figures of a selection, for the question before an action. */
  'queue.measure': { input: selectionSchema, output: of<Measure>() },
  /** Paths, or links, of a selection in queue order, in parts: `next` of one part is `after` of the next. */
  'queue.paths': {
    input: selectionWith({ after: text.optional(), limit: z.int().min(1).max(1_000).default(1_000) }),
    output: of<PathsPart>(),
  },
  'queue.add': { input: addSchema, output: of<AddOutcome>() },
  /** What `queue.add` would do with these files at these accounts, listed for the first ones and summed for all. Adds nothing. */
  'queue.previewAdd': { input: previewAddSchema, output: of<AddPreview>() },
  'queue.pause': { input: bulkSchema, output: of<BulkOutcome>() },
  'queue.resume': { input: bulkSchema, output: of<BulkOutcome>() },
  'queue.retry': { input: bulkSchema, output: of<BulkOutcome>() },
  'queue.startOver': { input: bulkSchema, output: of<BulkOutcome>() },
  'queue.whenQuiet': { input: bulkSchema, output: of<BulkOutcome>() },
  'queue.sendAsIs': { input: bulkSchema, output: of<BulkOutcome>() },
  'queue.giveUp': { input: bulkSchema, output: of<BulkOutcome>() },
  'queue.cancel': { input: endingSchema, output: of<EndingOutcome>() },
  'queue.remove': { input: endingSchema, output: of<EndingOutcome>() },
  'queue.move': {
    input: selectionWith({ task, to: moveTargetSchema }),
    output: of<BulkOutcome>(),
  },
  'queue.prioritise': {
    input: selectionWith({ task, priority: prioritySchema }),
    output: of<BulkOutcome>(),
  },
  /**
   * Changes title and options of one upload. Before anything was created at the provider all of them, afterwards those that
   * the provider can change; then it is called first, and nothing is stored unless it succeeds.
   */
  'queue.update': {
    input: z.strictObject({ id, title: title.nullable().optional(), options: pairs }),
    output: of<UploadView>(),
  },
  /** Requests the processing status of videos now. */
  'queue.refresh': { input: bulkSchema, output: of<BulkOutcome>() },
  /** Lets the provider copy from links. The answer has links where that of `queue.add` has paths. */
  'queue.import': { input: importSchema, output: of<AddOutcome>() },
  /** Finds the links in a pasted text, a text file or a CSV file. */
  'queue.readLinks': { input: z.strictObject({ text: z.string().max(2_000_000) }), output: of<ImportList>() },
  'held.list': { input: nothing, output: of<HeldFiles>() },
  'held.change': { input: heldChangeSchema, output: of<HeldFiles>() },
  /** Running tasks, those that can be undone, and for a while the last result. */
  'tasks.list': { input: nothing, output: of<readonly TaskView[]>() },
  /** Answers when the task has stopped. */
  'tasks.stop': { input: z.strictObject({ task: z.uuid() }), output: of<TaskView>() },
  /** Brings back what was removed or cancelled; answers when all of it is back. */
  'tasks.undo': { input: z.strictObject({ task: z.uuid() }), output: of<{ readonly restored: number }>() },
  'receipts.list': {
    input: z.strictObject({
      since: z.int().min(0).default(0),
      batchId: id.optional(),
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(1_000).default(500),
    }),
    output: of<{ readonly receipts: readonly Receipt[]; readonly total: number }>(),
  },
  /** The receipts of a batch, or the last one of an upload, as a PDF where a person says; only in the desktop app. */
  'receipts.savePdf': {
    input: z.strictObject({
      of: z.union([z.strictObject({ batchId: id }), z.strictObject({ uploadId: id })]),
      /** Heading of the page, and the name that is offered for the file. */
      title: wellFormedText.min(1).max(500),
    }),
    /** Not saved where the person cancels. */
    output: of<{ readonly saved: boolean }>(),
  },
  /** `null` when there is none of this number. */
  'receipts.get': { input: z.strictObject({ id }), output: of<Receipt | null>() },
  /** Figures of the days on which something ended. */
  'history.days': { input: historyDaysSchema, output: of<PastDays>() },
  /** What has ended, newest first. */
  'history.page': { input: historyPageSchema, output: of<PastPage>() },
  /** Shows the file of an entry in the file manager of this computer; only in the desktop app. */
  'history.showFile': { input: z.strictObject({ id: z.int().min(1) }), output: of<null>() },
  /** To the same account, with what was asked for then; answers the upload that is in the queue for it now. */
  'history.sendAgain': { input: z.strictObject({ id: z.int().min(1) }), output: of<{ readonly uploadId: string }>() },
  /** Throughput of one upload, also of one that only History knows. */
  'activity.upload': { input: z.strictObject({ id }), output: of<UploadActivity>() },
  /** What was confirmed of all uploads, in slots of time. */
  'activity.plot': { input: z.strictObject({ range: z.enum(ACTIVITY_RANGES) }), output: of<ActivityPlot>() },
  /** Sums of days by account; without a last day until today. */
  'activity.days': { input: activityDaysSchema, output: of<ActivityDays>() },
  /** The speed at this moment, by account, and of the last minutes. */
  'activity.now': { input: nothing, output: of<ActivityNow>() },
  'accounts.providers': { input: nothing, output: of<readonly ProviderInfo[]>() },
  'accounts.list': { input: nothing, output: of<readonly AccountView[]>() },
  'accounts.save': { input: accountSchema, output: of<AccountView>() },
  'accounts.remove': { input: z.strictObject({ account: id }), output: of<null>() },
  'accounts.test': { input: z.strictObject({ account: id }), output: of<ConnectionTest>() },
  /** Tests what was entered in a form, with stored keys where none was entered. Stores nothing. */
  'accounts.testEntered': { input: enteredAccountSchema, output: of<ConnectionTest>() },
  /** What the provider lists for an option of an account, such as its directories. */
  'accounts.choices': { input: z.strictObject({ account: id, option: id }), output: of<readonly OptionChoice[]>() },
  'accounts.setDefault': { input: z.strictObject({ account: id }), output: of<null>() },
  'accounts.setDefaults': {
    input: z.strictObject({ account: id, options: pairs, titleTemplate: title.nullable() }),
    output: of<AccountView>(),
  },
  /** Live streams that were created here, with their current state. */
  'live.list': {
    input: nothing,
    output:
      of<
        readonly {
          readonly accountId: string
          readonly id: string
          readonly title: string
          readonly stream: LiveStream | null
          readonly failure: Failure | null
        }[]
      >(),
  },
  /** Region and configuration instead of the account's. */
  'live.create': {
    input: z.strictObject({
      account: id,
      title: wellFormedText.trim().min(1).max(200),
      region: wellFormedText.trim().max(200).optional(),
      config: wellFormedText.trim().max(200).optional(),
    }),
    output: of<LiveStream>(),
  },
  /** Attaches a live stream to an event of the provider. */
  'live.attach': { input: z.strictObject({ account: id, id, event: wellFormedText.trim().min(1).max(200) }), output: of<null>() },
  /** The stream key. Read only when a person copies it; never stored. */
  'live.key': { input: z.strictObject({ account: id, id }), output: of<{ readonly key: string }>() },
  /** Takes a live stream off the list; at the provider it stays. */
  'live.forget': { input: z.strictObject({ account: id, id }), output: of<null>() },
  'settings.get': { input: nothing, output: of<Settings>() },
  'settings.change': { input: z.strictObject(settingsSchema.partial().shape), output: of<Settings>() },
  /** `name:password` of a proxy, for secure storage; an empty value deletes it. Without an address that of the settings. */
  'settings.setProxyPassword': {
    input: z.strictObject({ value: wellFormedText.max(2_000), proxy: wellFormedText.max(2_000).optional() }),
    output: of<{ readonly stored: readonly string[] }>(),
  },
  'watch.list': { input: nothing, output: of<readonly WatchView[]>() },
  /** The account as an id or a name; without it the default account. */
  'watch.add': { input: z.strictObject({ path, rules: someRules.default({}) }), output: of<WatchView>() },
  'watch.update': { input: z.strictObject({ id, rules: someRules }), output: of<WatchView>() },
  /** Ends watching. The known files stay stored, so that watching it again sends nothing twice. */
  'watch.remove': { input: z.strictObject({ id }), output: of<null>() },
  'watch.pause': { input: z.strictObject({ ids: idsSchema.optional(), paused: z.boolean() }), output: of<null>() },
  /** Scans the folder now; answers when the scan is complete. */
  'watch.scan': { input: z.strictObject({ id }), output: of<WatchView>() },
  /** What rules would send, without sending anything: of a folder that is watched (`id`) or of any other. */
  'watch.preview': {
    input: z.union([
      z.strictObject({ id, rules: someRules.default({}) }),
      z.strictObject({ path, rules: someRules.default({}) }),
    ]),
    output: of<WatchPreview>(),
  },
  /** Sends files by the rules of a watched folder: its account, options, titles and priority. Its own files are left to the watch. */
  'watch.sendFiles': {
    input: addSchema.pick({ paths: true, except: true, fitting: true }).extend({ id }),
    output: of<AddOutcome>(),
  },
  'watch.files': {
    input: watchFilesSchema.extend({ offset: z.int().min(0).default(0), limit: z.int().min(1).max(500).default(200) }),
    output: of<{ readonly total: number; readonly rows: readonly WatchFileView[] }>(),
  },
  /** The number of files by state and reason. */
  'watch.reasons': {
    input: z.strictObject({ id }),
    output: of<readonly { readonly state: WatchFileState; readonly reason: WatchReason | null; readonly files: number }[]>(),
  },
  /** Sends files that wait for a person, seem unfinished, or were left out; or declines them. */
  'watch.decide': {
    input: z.strictObject({
      files: z.union([z.strictObject({ ids: idsSchema }), watchFilesSchema]),
      do: z.enum(['send', 'decline']),
    }),
    output: of<{ readonly changed: number }>(),
  },
  'watch.cards': { input: nothing, output: of<readonly CameraCard[]>() },
  'watch.dismissCard': { input: z.strictObject({ id }), output: of<null>() },
  /** Newest first. */
  'batches.list': {
    input: z.strictObject({
      watchId: id.optional(),
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(200).default(50),
    }),
    output: of<{ readonly total: number; readonly batches: readonly BatchView[] }>(),
  },
  'files.list': { input: z.strictObject({ path: z.string().max(32_768).optional() }), output: of<FolderListing>() },
  'files.pick': {
    input: z.strictObject({ kind: z.enum(['files', 'folder']) }),
    output: of<{ readonly paths: readonly string[] }>(),
  },
  /** Makes the thumbnails of these uploads, those of the first ones first; answers what is known now. Unknown uploads and copies from links are left out. */
  'thumbnails.want': {
    input: z.strictObject({ ids: z.array(id).max(MAX_WANTED_THUMBNAILS) }),
    output: of<readonly ThumbnailView[]>(),
  },
  /** Lets a page decode the clip of an upload whose thumbnail is in the state `page`. `ticket` is `null` while its drive is busy. */
  'thumbnails.open': { input: z.strictObject({ id }), output: of<{ readonly ticket: string | null }>() },
  /** Hands over the frame that a page has decoded, as a WebP or JPEG picture in base64; `null` when it could not. */
  'thumbnails.keep': {
    input: z.strictObject({
      ticket: z.string().max(100),
      picture: z
        .base64()
        .max(Math.ceil(MAX_THUMBNAIL_BYTES / 3) * 4)
        .nullable(),
    }),
    output: of<ThumbnailView>(),
  },
  /** Returns a ticket unused, because the row is not shown any more. A ticket that has ended is no failure. */
  'thumbnails.leave': { input: z.strictObject({ ticket: z.string().max(100) }), output: of<null>() },
  'updates.get': { input: nothing, output: of<UpdatesView>() },
  'updates.check': { input: nothing, output: of<UpdatesView>() },
  'updates.install': { input: z.strictObject({ when: z.enum(INSTALL_TIMES) }), output: of<UpdatesView>() },
} satisfies Record<Channel, { input: z.ZodType; output: unknown }>

type Requests = typeof requests

/** What a caller passes for a channel (defaults may be left out). */
export type Input<C extends Channel> = z.input<Requests[C]['input']>
/** What a handler receives: parsed, with defaults filled in. */
export type Parsed<C extends Channel> = z.output<Requests[C]['input']>
export type Output<C extends Channel> = Requests[C]['output']

/** The answer to every call. Errors are values, so their codes survive any transport. */
export type Envelope<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure }

/** A type without a value: outputs are made by our own handlers and are not parsed again. */
function of<T>(): T {
  return undefined as T
}
