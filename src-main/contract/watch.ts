/** @file Watched folders as the interfaces see them: their rules, their state, and the state of each file. */
import { z } from 'zod'
import type { Failure } from './errors/errors.ts'
import { globsSchema } from './globs/globs-schema.ts'
import { msg } from './i18n/i18n.ts'
import { prioritySchema } from './queue/priority-schema.ts'
import { hoursSchema } from './settings.ts'
import { wellFormedText } from './text/text-schema.ts'

const extension = z
  .string()
  .trim()
  .transform((text) => text.replace(/^\*?\./, '').toLowerCase())
  .pipe(z.string().regex(/^[a-z0-9_-]{1,20}$/, msg('Use endings such as mp4 or mov.')))

/** Something to compare must be left of it. */
const codecName = wellFormedText
  .trim()
  .max(60)
  .regex(/[a-z0-9]/i, msg('Use names such as ProRes or H.264.'))

/** What happens to a file once its upload is verified and the receipt is stored. */
const afterwardsSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('keep') }),
  /** Into this folder, with the folders in between; never one that is watched. */
  z.strictObject({ do: z.literal('move'), folder: z.string().min(1).max(32_768) }),
  z.strictObject({ do: z.literal('trash') }),
])
export type Afterwards = z.infer<typeof afterwardsSchema>

export const WHEN_CHANGED = ['ask', 'send', 'ignore'] as const
export const EXISTING_FILES = ['all', 'new', 'ask'] as const
export const SEND_ORDERS = ['oldest', 'newest', 'name'] as const

export const watchRulesSchema = z.strictObject({
  /** Id of the account that files are uploaded to. */
  accountId: z.string().min(1).max(200),
  /** Options of uploads, over the defaults of the account. */
  options: z.record(wellFormedText.min(1).max(200), wellFormedText.max(20_000)),
  /** As in `contract/text/title.ts`; `null` for the template of the account. */
  titleTemplate: wellFormedText.max(1_000).nullable(),
  /** Globs on the path below the folder, with `/`; a glob without `/` is for names in any folder. Empty takes all. */
  include: globsSchema(200),
  exclude: globsSchema(200),
  subfolders: z.boolean(),
  minBytes: z.int().min(0),
  /** `null` is no limit. */
  maxBytes: z.int().min(1).nullable(),
  /** Shorter clips are left out. Duration, lines and codecs are compared with media facts; an unknown fact excludes nothing. */
  minSeconds: z.number().min(0).max(1_000_000),
  /** Clips whose picture has fewer lines on its shorter side are left out, such as 1080. */
  minLines: z.int().min(0).max(65_536),
  /** Only these codecs, by the beginnings of their names as editors call them, such as `ProRes`; empty takes all. */
  codecs: z.array(codecName).max(50),
  /** `provider`: those that the provider accepts; otherwise extensions without a dot, and an empty list accepts all. */
  extensions: z.union([z.literal('provider'), z.array(extension).max(200)]),
  /** Files that are in the folder at its first scan. */
  existing: z.enum(EXISTING_FILES),
  /** How long a file must stay unchanged; `null` is 10 s, or 30 s on network drives. */
  quietSeconds: z.int().min(1).max(86_400).nullable(),
  /** A file that was sent and changed since. Another file under the same name is a new one and is sent. */
  whenChanged: z.enum(WHEN_CHANGED),
  afterwards: afterwardsSchema,
  /** Files of the same name with another extension, such as `.xml` and `.srt`, are moved along. */
  sidecars: z.boolean(),
  /** The schedule: files are enqueued only in these hours; empty is always. */
  hours: z.array(hoursSchema).max(50),
  priority: prioritySchema,
  order: z.enum(SEND_ORDERS),
  /** Minutes between scans; `null` is 60, or 1 where the system does not report changes. */
  scanMinutes: z.int().min(1).max(10_080).nullable(),
})
export type WatchRules = z.infer<typeof watchRulesSchema>

export const DEFAULT_WATCH_RULES: Omit<WatchRules, 'accountId'> = {
  options: {},
  titleTemplate: null,
  include: [],
  exclude: [],
  subfolders: true,
  minBytes: 1,
  maxBytes: null,
  minSeconds: 0,
  minLines: 0,
  codecs: [],
  extensions: 'provider',
  existing: 'all',
  quietSeconds: null,
  whenChanged: 'ask',
  afterwards: { do: 'keep' },
  sidecars: false,
  hours: [],
  priority: 0,
  order: 'oldest',
  scanMinutes: null,
}

/** How long a file must stay unchanged where the rules do not say, in seconds. */
export const QUIET_SECONDS = { local: 10, removable: 10, network: 30 } as const

export const VOLUME_KINDS = ['local', 'removable', 'network'] as const
export type VolumeKind = (typeof VOLUME_KINDS)[number]

/**
 * - `offline`: its drive is not connected, or the folder is not there; nothing is taken for deleted.
 * - `unreadable`: it is there and cannot be read.
 * - `needs-account`: its account was removed, or the provider refuses it.
 * - `needs-rules`: its rules or the ignore list have a pattern that cannot be used; nothing is sent by rules that are unclear.
 */
export const WATCH_STATES = ['watching', 'scanning', 'paused', 'offline', 'unreadable', 'needs-account', 'needs-rules'] as const
export type WatchState = (typeof WATCH_STATES)[number]

/**
 * The state of one file.
 *
 * - `waiting`: not finished, or outside of the schedule; `reason` is which of them.
 * - `asking`: a person decides.
 * - `queued`: in the queue, as the upload `uploadId`.
 * - `sent`: verified, with its receipt; `reason` is what is left to do with it.
 * - `ignored`: left out; `reason` is why.
 */
export const WATCH_FILE_STATES = ['waiting', 'asking', 'queued', 'sent', 'ignored'] as const
export type WatchFileState = (typeof WATCH_FILE_STATES)[number]

export const WAITING_FOR = ['growing', 'no-index', 'cut-short', 'locked', 'empty', 'hours', 'refused'] as const
/** After an hour a person is asked about such a file; it is sent without an answer if it becomes complete. */
export const UNFINISHED_AS = ['no-index', 'cut-short', 'locked'] as const satisfies readonly (typeof WAITING_FOR)[number][]
export const ASKING_ABOUT = ['existing', 'changed', 'unsure', 'not-text'] as const
export const IGNORED_FOR = [
  'ignore-list',
  'excluded',
  'not-included',
  'extension',
  'too-small',
  'too-large',
  'too-short',
  'low-resolution',
  'codec',
  'link',
  'same-file',
  'existing',
  'declined',
  'removed',
] as const
/** What is left to do with files that were sent: the move is due, or failed. */
const SENT_AND = ['to-move', 'not-moved'] as const
export const WATCH_REASONS = [...WAITING_FOR, ...ASKING_ABOUT, ...SENT_AND, ...IGNORED_FOR] as const
export type WatchReason = (typeof WATCH_REASONS)[number]

export interface WatchView {
  readonly id: string
  /** Name of the folder. */
  readonly name: string
  /** Its path, or the last one while its drive is not connected. */
  readonly path: string
  readonly rules: WatchRules
  /** `null` when the account is gone. */
  readonly accountName: string | null
  readonly provider: string | null
  readonly state: WatchState
  /** Why it is offline, unreadable or needs an account or other rules; in other states a problem in a folder below. */
  readonly failure: Failure | null
  readonly volume: { readonly label: string; readonly kind: VolumeKind }
  /** Changes are not reported for it, or for a part of it, so it is scanned more often. */
  readonly polled: boolean
  /** Why they are not. */
  readonly unreported: Failure | null
  readonly counts: Readonly<Record<WatchFileState, number>>
  /** Of the sent files: how many are still to be moved, and how many could not be. */
  readonly moves: Readonly<Record<'pending' | 'failed', number>>
  /** Bytes of the files that wait or are in the queue. */
  readonly openBytes: number
  /** Files found so far by the scan that is running. */
  readonly seen: number | null
  /** It is being scanned, or files are watched until they are finished, compared, or moved. */
  readonly busy: boolean
  readonly lastScanAt: number | null
  readonly nextScanAt: number | null
}

/** One file of a watched folder. */
export interface WatchFileView {
  readonly id: string
  /** Below the folder, with `/`. */
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedAt: number
  readonly state: WatchFileState
  readonly reason: WatchReason | null
  readonly uploadId: string | null
  readonly receiptId: string | null
  /** When it got this state. */
  readonly at: number
  /** Not in the folder any more. */
  readonly gone: boolean
  /** Its path after the move; `trash` for the Trash. */
  readonly movedTo: string | null
  /** Why it could not be moved. */
  readonly failure: Failure | null
}

/** What a set of rules would do with the files of a folder. */
export interface WatchPreview {
  readonly path: string
  /** Whether every file was found; in a very large tree the walk ends after a while. */
  readonly complete: boolean
  readonly files: number
  readonly send: { readonly files: number; readonly bytes: number }
  /** Left out, by reason. */
  readonly ignored: Readonly<Partial<Record<WatchReason, number>>>
  /** Sent before: by this folder, or by hand to the same account. */
  readonly sentBefore: number
  /** Of those that would be sent: how many there was no time to read, whose duration, resolution or codec may leave them out. */
  readonly unread: number
  /** The first files, those that would be sent first. */
  readonly sample: readonly {
    readonly path: string
    readonly sizeBytes: number
    readonly verdict: 'send' | 'sent' | 'ignored'
    readonly reason: WatchReason | null
  }[]
  /** Folders below that cannot be read. */
  readonly problems: readonly { readonly path: string; readonly failure: Failure }[]
}

/** A card of a camera that was plugged in and is not watched. */
export interface CameraCard {
  /** Stays the same however often the card is plugged in. */
  readonly id: string
  readonly path: string
  readonly label: string
  /** The folder by which it was recognised, such as `DCIM` or `PRIVATE/M4ROOT`. */
  readonly structure: string
}

/** Files that were finished together: those of a card or of a drop, the parts of one clip. */
export interface BatchView {
  readonly id: string
  readonly watchId: string
  readonly name: string
  readonly createdAt: number
  readonly files: number
  readonly sent: number
  /** Failed, cancelled, or in need of a person. */
  readonly stopped: number
  readonly sizeBytes: number
  readonly acceptedBytes: number
  /** When the last of them was sent; `null` before. */
  readonly settledAt: number | null
}
