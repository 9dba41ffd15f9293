/** @file A host for renderer tests: a test sets its answers and emits its events. */
import { shallowRef } from 'vue'
import type { AccountField, AccountView, ConnectionTest, OptionField, ProviderInfo } from '../../src-main/contract/account.ts'
import type { AppInfo } from '../../src-main/contract/app-info.ts'
import type { Events, QueueDelta } from '../../src-main/contract/events.ts'
import { measureOf } from '../../src-main/contract/queue/measure.ts'
import type { QueuePage } from '../../src-main/contract/queue/outcomes.ts'
import { type QueueSummary, UPLOAD_STATES, type UploadState, type UploadView } from '../../src-main/contract/queue/upload.ts'
import type { Output } from '../../src-main/contract/requests.ts'
import { DEFAULT_SETTINGS } from '../../src-main/contract/settings.ts'
import { noUpdates } from '../../src-main/contract/updates.ts'
import type { Processing } from '../../src-main/contract/video.ts'
import {
  type BatchView,
  DEFAULT_WATCH_RULES,
  type WatchFileView,
  type WatchPreview,
  type WatchView,
} from '../../src-main/contract/watch.ts'
import type { Bridge, Connection } from '../../src-renderer/bridge/bridge.ts'
import { aView } from './fakes.ts'
import { aPreviewOfAdding } from './preview-of-adding.ts'

export const emptySummary: QueueSummary = {
  counts: Object.fromEntries(UPLOAD_STATES.map((state) => [state, 0])) as Record<UploadState, number>,
  openBytes: 0,
  openAcceptedBytes: 0,
  openInFlightBytes: 0,
  bytesPerSecond: 0,
  secondsLeft: null,
  limitBytesPerSecond: null,
  halted: null,
}

export function viewOf(index: number, change: Partial<UploadView> = {}): UploadView {
  return { ...aView, id: `id-${index}`, name: `clip${index}.mp4`, path: `/clips/clip${index}.mp4`, state: 'queued', ...change }
}

function accountField(name: string, label: string, change: Partial<AccountField> = {}): AccountField {
  return { name, label, kind: 'text', secret: false, required: false, help: `What ${label} is.`, ...change }
}

function optionField(name: string, label: string, change: Partial<OptionField> = {}): OptionField {
  return { name, label, kind: 'text', help: `What ${label} does.`, later: false, ...change }
}

const nothingElse = { importFrom: [], status: false, remove: false, retitle: false, live: false } as const

const tusInfo: ProviderInfo = {
  id: 'tus',
  label: 'tus server',
  summary: 'Any server that speaks tus 1.0.0, such as tusd.',
  fields: [
    accountField('endpoint', 'Endpoint', { kind: 'url', required: true, placeholder: 'https://tus.example.com/files/' }),
    accountField('headers', 'Headers', { kind: 'lines', secret: true, placeholder: 'Authorization: Bearer …' }),
    accountField('chunkSize', 'Chunk size', { kind: 'bytes', advanced: true, placeholder: '50 MiB' }),
  ],
  options: [],
  freeOptions: true,
  guide: null,
  presets: [
    { label: 'tusd', settings: { endpoint: 'https://tus.example.com/files/' } },
    {
      label: 'Supabase',
      settings: { endpoint: 'https://project.supabase.co/storage/v1/upload/resumable', chunkSize: '6291456' },
    },
  ],
  accepts: null,
  largestFileBytes: null,
  dashboard: null,
  can: nothingElse,
}

const cloudflareInfo: ProviderInfo = {
  id: 'cloudflare',
  label: 'Cloudflare Stream',
  summary: 'Video hosting with HLS and DASH.',
  fields: [
    accountField('accountId', 'Account id', { required: true, help: 'On the overview page of the account.' }),
    accountField('apiToken', 'API token', { secret: true, help: 'A token with the right Stream: Edit.' }),
    accountField('directUser', 'Give each upload its own address', { kind: 'boolean', default: 'true', advanced: true }),
    accountField('apiBase', 'API address', { kind: 'url', default: 'https://api.cloudflare.com/client/v4', advanced: true }),
  ],
  options: [
    optionField('requireSignedURLs', 'Only with signed links', { kind: 'boolean', later: true, default: 'false' }),
    optionField('allowedOrigins', 'Allowed sites', { kind: 'list', later: true, placeholder: 'example.com, *.example.org' }),
    optionField('thumbnailTimestampPct', 'Thumbnail at', { kind: 'number', min: 0, max: 1, default: '0' }),
    optionField('scheduledDeletion', 'Delete on', { kind: 'date', later: true }),
    optionField('watermark', 'Watermark', { placeholder: 'id of a watermark profile' }),
  ],
  freeOptions: false,
  guide: { words: 'Make an API token with the right Stream: Edit.', url: 'https://dash.cloudflare.com/profile/api-tokens' },
  presets: [],
  accepts: null,
  largestFileBytes: 30_000_000_000,
  dashboard: 'https://dash.cloudflare.com',
  can: { importFrom: ['https', 'http'], status: true, remove: true, retitle: true, live: false },
}

const mclsInfo: ProviderInfo = {
  id: 'mcls',
  label: 'MCLS',
  summary: 'Live and recorded sports video.',
  fields: [
    accountField('orgId', 'Organisation', { required: true }),
    accountField('email', 'Email', { required: true }),
    accountField('password', 'Password', { secret: true, required: true, help: 'Used once to sign in; only the token is kept.' }),
    accountField('region', 'Region', {
      kind: 'choice',
      default: 'europe',
      choices: [
        { value: 'europe', label: 'Europe' },
        { value: 'asia', label: 'Asia' },
      ],
    }),
  ],
  options: [optionField('eventId', 'Event', { later: true }), optionField('description', 'Description', { kind: 'multiline' })],
  freeOptions: false,
  guide: null,
  presets: [],
  accepts: null,
  largestFileBytes: null,
  dashboard: null,
  can: { importFrom: [], status: true, remove: false, retitle: false, live: true },
}

export function anAccount(change: Partial<AccountView> = {}): AccountView {
  return {
    id: 'studio',
    provider: 'cloudflare',
    name: 'Studio',
    settings: { accountId: '023e105f4ecef8ad9ca31a8372d0c353' },
    storedSecrets: ['apiToken'],
    defaults: { options: { requireSignedURLs: 'true' }, titleTemplate: '{folder} – {name}' },
    isDefault: true,
    adHoc: false,
    notice: null,
    problem: null,
    health: { state: 'untested' },
    lastTest: null,
    ...change,
  }
}

/** A connection test without a problem. */
export function aTest(change: Partial<ConnectionTest> = {}): ConnectionTest {
  return {
    ok: true,
    message: 'The host accepts the key.',
    details: [],
    checks: [
      { check: 'answers', ok: true },
      { check: 'signIn', ok: true },
    ],
    failure: null,
    field: null,
    room: null,
    largestFileBytes: null,
    at: 1_700_000_000_000,
    tookMs: 400,
    ...change,
  }
}

export const aProcessing: Processing = {
  state: 'pending',
  percent: 38,
  words: 'inprogress',
  parts: [
    { name: '1080p', percent: 20 },
    { name: '720p', percent: 100 },
  ],
  warning: null,
  proof: [],
  unanswered: null,
  checkedAt: 1_700_000_000_000,
}

export const aLiveEntry: Output<'live.list'>[number] = {
  accountId: 'league',
  id: 'live-1',
  title: 'Match day 12',
  stream: {
    id: 'live-1',
    title: 'Match day 12',
    active: true,
    ingest: 'rtmps://ingest.mcls.test/live',
    hasKey: true,
    endpoints: [{ kind: 'pull, FLV', address: 'https://pull.mcls.test/live-1.flv' }],
    playlists: [
      { url: 'https://play.mcls.test/live-1/master.m3u8', kind: 'HLS', enabled: true },
      { url: 'https://play.mcls.test/live-1/off.m3u8', kind: 'HLS as it came in', enabled: false },
    ],
    facts: [{ name: 'Region', value: 'EUROPE_WEST' }],
    statsAt: 1,
    stats: [{ name: 'Bitrate', value: '6.1 Mbit/s' }],
    createdAt: 1_700_000_000_000,
  },
  failure: null,
}

/** A watched folder, as its host returns it. */
export function aWatch(change: Partial<WatchView> = {}): WatchView {
  return {
    id: 'exports',
    name: 'Exports',
    path: '/media/ssd/Exports',
    rules: { ...DEFAULT_WATCH_RULES, accountId: 'studio' },
    accountName: 'Studio',
    provider: 'cloudflare',
    state: 'watching',
    failure: null,
    volume: { label: 'SSD', kind: 'removable' },
    polled: false,
    unreported: null,
    counts: { waiting: 0, asking: 0, queued: 0, sent: 0, ignored: 0 },
    moves: { pending: 0, failed: 0 },
    openBytes: 0,
    seen: null,
    busy: false,
    lastScanAt: 1_700_000_000_000,
    nextScanAt: 1_700_003_600_000,
    ...change,
  }
}

export function aWatchFile(change: Partial<WatchFileView> = {}): WatchFileView {
  return {
    id: '1',
    path: 'Day 1/C0001.mov',
    sizeBytes: 12_000_000,
    modifiedAt: 1_700_000_000_000,
    state: 'sent',
    reason: null,
    uploadId: 'id-1',
    receiptId: 'receipt-1',
    at: 1_700_000_000_000,
    gone: false,
    movedTo: null,
    failure: null,
    ...change,
  }
}

export function aBatch(change: Partial<BatchView> = {}): BatchView {
  return {
    id: 'batch-1',
    watchId: 'exports',
    name: 'Card A',
    createdAt: 1_700_000_000_000,
    files: 42,
    sent: 40,
    stopped: 0,
    sizeBytes: 42_000_000,
    acceptedBytes: 40_000_000,
    settledAt: null,
    ...change,
  }
}

export const aPreview: WatchPreview = {
  path: '/media/ssd/Exports',
  complete: true,
  files: 1_239,
  send: { files: 1_204, bytes: 310_000_000_000 },
  ignored: { 'ignore-list': 20, extension: 15 },
  sentBefore: 0,
  unread: 0,
  sample: [
    { path: 'Day 1/C0001.mov', sizeBytes: 12_000_000, verdict: 'send', reason: null },
    { path: 'Day 1/.DS_Store', sizeBytes: 6_148, verdict: 'ignored', reason: 'ignore-list' },
  ],
  problems: [],
}

export const someInfo: AppInfo = {
  version: '0.1.0',
  host: 'headless',
  platform: 'linux',
  dataDir: '/data',
  languages: null,
  nativeDialogs: false,
  watching: true,
  secureStorage: { available: true, reason: null },
  proxySignIn: { stored: [], inUse: null },
}

export function createFakeBridge() {
  const listeners = new Map<string, Set<(payload: never) => void>>()
  const connected = new Set<() => void>()
  const calls: [channel: string, input: unknown][] = []
  const answers = new Map<string, (input: never) => unknown>([
    ['thumbnails.want', () => []],
    ['queue.previewAdd', aPreviewOfAdding as never],
  ])
  const pictures = new Map<string, Blob>()
  const connection = shallowRef<Connection>('connected')
  let reconnectCalls = 0
  const bridge: Bridge = {
    connection,
    lastContactAt: shallowRef(1_700_000_000_000),
    reconnectNow() {
      reconnectCalls += 1
    },
    on(event, listener) {
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set.add(listener as never))
      return () => void set.delete(listener as never)
    },
    onConnect(listener) {
      connected.add(listener)
      listener()
      return () => void connected.delete(listener)
    },
    pathsOf: () => null,
    thumbnail: async (id) => pictures.get(id) ?? null,
    // Only what can be cloned passes: a Proxy, such as the state of a component, does not.
    async request(channel, input) {
      const passed = structuredClone(input)
      calls.push([channel, passed])
      const answer = answers.get(channel)
      if (!answer) throw new Error(`no answer for ${channel}`)
      return structuredClone(await answer(passed as never)) as never
    },
  }
  function emit<E extends keyof Events>(event: E, payload: Events[E]): void {
    for (const listener of listeners.get(event) ?? []) listener(structuredClone(payload) as never)
  }
  return {
    bridge,
    calls,
    /** Thumbnails that the host has. */
    pictures,
    emit,
    answer: (channel: string, answer: (input: never) => unknown) => void answers.set(channel, answer),
    /** Disconnects, refuses or reconnects the page. */
    setConnection: (now: Connection): void => {
      connection.value = now
    },
    reconnectCalls: () => reconnectCalls,
    /** Inputs of the calls of a channel, in order. */
    sent: (channel: string) => calls.filter(([name]) => name === channel).map(([, input]) => input),
    /** Answers of a host with these accounts, without any problem. */
    settle(accounts: readonly AccountView[], { app = someInfo }: { app?: AppInfo } = {}) {
      answers.set('accounts.list', () => accounts)
      answers.set('accounts.providers', () => [tusInfo, cloudflareInfo, mclsInfo])
      answers.set('settings.get', () => DEFAULT_SETTINGS)
      answers.set('app.info', () => app)
      answers.set('queue.get', ((input: { id: string }) => ({
        upload: { ...aView, id: input.id },
        history: [],
        receipt: null,
      })) as never)
      answers.set('live.list', () => [aLiveEntry])
      answers.set('tasks.list', () => [])
      answers.set('queue.groups', () => [])
      answers.set('queue.causes', () => [])
      answers.set('queue.drives', () => [])
      answers.set('arrivals.take', () => [])
      answers.set('updates.get', () => noUpdates(app.version))
      let held: readonly string[] = []
      answers.set('held.list', () => ({ paths: held }))
      answers.set('held.change', (({ add = [], release = [] }: { add?: string[]; release?: string[] | 'all' }) => {
        held = [...new Set([...(release === 'all' ? [] : held.filter((path) => !release.includes(path))), ...add])]
        return { paths: held }
      }) as never)
      answers.set('watch.list', () => [])
      answers.set('watch.cards', () => [])
    },
    report: (delta: Partial<QueueDelta>) =>
      emit('queue.changed', { revision: 1, upserted: [], removed: [], reread: false, summary: emptySummary, ...delta }),
    reconnect() {
      for (const listener of connected) listener()
    },
    /** Serves pages of a list of rows. */
    serve(rows: readonly UploadView[], revision = 0) {
      answers.set(
        'queue.page',
        ((input: { offset: number; limit: number }): QueuePage => ({
          revision,
          total: rows.length,
          offset: input.offset,
          rows: rows.slice(input.offset, input.offset + input.limit),
          summary: emptySummary,
          grouped: null,
        })) as never,
      )
      answers.set('queue.measure', ((target: { ids?: string[]; except?: string[] }) =>
        measureOf(rows.filter(({ id }) => target.ids?.includes(id) ?? !target.except?.includes(id)))) as never)
    },
  }
}
