/** @file Sample data for the parts of views: groups, reasons, folders, accounts and speeds. */
import type { AccountView } from '@contract/account.ts'
import { failure } from '@contract/errors/errors.ts'
import type { ActivityPlot } from '@contract/history/activity.ts'
import type { QueueCause } from '@contract/queue/outcomes.ts'
import type { QueueGroup } from '@contract/queue/queue-groups.ts'
import { DEFAULT_WATCH_RULES, type WatchView } from '@contract/watch.ts'
import { LONG_NAME, ROWS } from './data.ts'

const NOW = Date.now()
const MINUTE = 60_000

const group: QueueGroup = {
  id: 'match',
  kind: 'batch',
  watchId: null,
  name: null,
  folder: '/Volumes/Card A/Match day 12',
  addedAt: NOW - 30 * MINUTE,
  isOpen: true,
  firstId: 'sending',
  clips: 24,
  shown: 2,
  sent: 9,
  needing: 0,
  processing: 0,
  moving: 2,
  queued: 13,
  sizeBytes: 310_000_000_000,
  acceptedBytes: 124_000_000_000,
  inFlightBytes: 4_000_000_000,
  secondsLeft: 5_800,
}
const still = { moving: 0, queued: 0, inFlightBytes: 0, secondsLeft: null } as const
const closed = { isOpen: false, shown: 12, clips: 12 } as const

/** The first one is open, with two rows. */
export const GROUPS: readonly QueueGroup[] = [
  group,
  { ...group, ...still, ...closed, id: 'watched', watchId: 'offload', name: 'Card offload', needing: 2, sent: 10 },
  {
    ...group,
    ...still,
    ...closed,
    id: 'day:2026-11-27',
    kind: 'day',
    folder: null,
    sent: 12,
    acceptedBytes: group.sizeBytes,
  },
  { ...group, ...closed, id: 'long', folder: `/Volumes/Card A/${LONG_NAME}` },
]

const [clip] = ROWS
const stopped = ROWS.find(({ id }) => id === 'needs')
/** One clip, several clips of an account, and one with a long name. */
export const CAUSES: readonly QueueCause[] =
  clip && stopped
    ? [
        cause(stopped, 'file.changed', 1),
        {
          ...cause({ ...stopped, failure: failure('file.missing', { path: stopped.path }) }, 'file.missing', 12),
          accountId: 'city',
        },
        cause({ ...stopped, name: LONG_NAME, thumbnail: clip.thumbnail }, 'file.unreadable', 1),
      ]
    : []

function cause(example: QueueCause['example'], code: QueueCause['code'], clips: number): QueueCause {
  return { code, accountId: example.accountId, clips, sizeBytes: 38_200_000_000, acceptedBytes: 12_400_000_000, example }
}

const folder: WatchView = {
  id: 'offload',
  name: 'Card offload',
  path: '/Volumes/Station/Card offload',
  rules: { ...DEFAULT_WATCH_RULES, accountId: 'northlight' },
  accountName: 'Northlight archive',
  provider: 'tus',
  state: 'watching',
  failure: null,
  volume: { label: 'Station', kind: 'local' },
  polled: false,
  unreported: null,
  counts: { waiting: 0, asking: 0, queued: 0, sent: 1_204, ignored: 3 },
  moves: { pending: 0, failed: 0 },
  openBytes: 0,
  seen: null,
  busy: false,
  lastScanAt: NOW - 4 * MINUTE,
  nextScanAt: NOW + 56 * MINUTE,
}

export const FOLDERS: readonly WatchView[] = [
  folder,
  { ...folder, id: 'asks', name: 'A-cam', counts: { ...folder.counts, asking: 12 } },
  { ...folder, id: 'paused', name: 'Archive 2025', state: 'paused' },
  {
    ...folder,
    id: 'away',
    name: LONG_NAME,
    path: `/Volumes/LaCie Rugged/${LONG_NAME}`,
    state: 'offline',
    failure: failure('file.missing', { path: '/Volumes/LaCie Rugged' }),
  },
  { ...folder, id: 'nobody', name: 'Omega drop', accountName: null, provider: null, state: 'needs-account' },
]

const account: AccountView = {
  id: 'northlight',
  provider: 'tus',
  name: 'Northlight archive',
  settings: { endpoint: 'https://uploads.northlight.example/files/' },
  storedSecrets: [],
  defaults: { options: {}, titleTemplate: null },
  isDefault: true,
  adHoc: false,
  notice: null,
  problem: null,
  health: { state: 'works', since: NOW - 300 * MINUTE, at: NOW - MINUTE },
  lastTest: null,
}
const refused = failure('account.signIn', { account: 'Omega Sports' })

export const ACCOUNTS: readonly AccountView[] = [
  account,
  {
    ...account,
    id: 'studio',
    provider: 'cloudflare',
    name: 'Cloudflare · Studio',
    settings: {},
    isDefault: false,
    lastTest: {
      ok: true,
      message: '',
      details: [],
      checks: [],
      failure: null,
      field: null,
      room: { free: 1_240, total: 10_000, unit: 'minutes' },
      largestFileBytes: null,
      at: NOW - MINUTE,
      tookMs: 140,
    },
  },
  {
    ...account,
    id: 'omega',
    provider: 'omegastream',
    name: 'Omega Sports',
    isDefault: false,
    problem: refused,
    health: { state: 'failed', at: NOW - 20 * MINUTE, reason: refused },
  },
  { ...account, id: 'long', name: LONG_NAME, isDefault: false, health: { state: 'untested' } },
]

const SLOT_MS = 5 * MINUTE
const SLOTS = 48
const from = NOW - SLOTS * SLOT_MS
/** Four hours: the speed rises and falls, some bytes are not confirmed yet, and for half an hour there was no connection. */
export const SENT: ActivityPlot = {
  from,
  to: NOW,
  slotMs: SLOT_MS,
  slots: Array.from({ length: SLOTS }, (_, index) => ({
    at: from + index * SLOT_MS,
    bytes: index >= 18 && index < 24 ? 0 : Math.round((28 + 9 * Math.sin(index / 3)) * 300_000_000),
    onWayBytes: index === SLOTS - 1 ? 2_000_000_000 : 0,
  })),
  waits: [{ from: from + 18 * SLOT_MS, to: from + 24 * SLOT_MS, cause: 'network' }],
}
