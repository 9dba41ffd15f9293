/** @file Sample data for the parts, the same at every start but for times, which are relative to now. */
import { failure } from '@contract/errors/errors.ts'
import { NO_FACTS } from '@contract/media.ts'
import { type QueueSummary, UPLOAD_STATES, type UploadState, type UploadView } from '@contract/queue/upload.ts'

const NOW = Date.now()

export const LONG_NAME = 'Season trailer v12 – endgültige Fassung mit Untertiteln, freigegeben, vertical cut 9x16.mp4'
/** Arabic, with Latin letters and figures in it. */
export const RTL_NAME = 'المباراة النهائية 12 – A003C012 النسخة الأخيرة.mov'

/** A frame of a clip: hills below a sky. */
export const FRAME = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="180" viewBox="0 0 320 180">
<rect width="320" height="180" fill="#3d6e9e"/><circle cx="248" cy="46" r="22" fill="#f4d58d"/>
<path d="M0 120 70 70l60 46 70-66 120 76v54H0z" fill="#2f5d50"/><path d="M0 150 110 112l210 44v24H0z" fill="#1d3b33"/></svg>`

const clip: UploadView = {
  id: 'sending',
  kind: 'upload',
  batchId: 'match',
  path: '',
  name: 'A003C012_261126_R2ZK.mov',
  title: null,
  options: {},
  accountId: 'northlight',
  accountName: 'Northlight archive',
  provider: 'tus',
  priority: 0,
  state: 'uploading',
  waiting: null,
  failure: null,
  media: {
    ...NO_FACTS,
    durationSeconds: 754,
    width: 3840,
    height: 2160,
    frameRate: 50,
    videoCodec: 'ProRes 422 HQ',
    audioChannels: 8,
    timecode: '10:20:30:05',
  },
  sizeBytes: 38_200_000_000,
  acceptedBytes: 12_400_000_000,
  inFlightBytes: 3_820_000_000,
  readBytes: null,
  bytesPerSecond: 31_200_000,
  secondsLeft: 704,
  expected: null,
  uploadUrl: null,
  remoteId: null,
  links: {},
  processing: null,
  offload: null,
  expiresAt: null,
  attempts: 1,
  restarts: 0,
  addedAt: NOW - 1_800_000,
  settledAt: null,
  thumbnail: 'frame',
}
const still = { inFlightBytes: 0, bytesPerSecond: null, secondsLeft: null } as const
const city = { accountId: 'city', accountName: 'City FC', provider: 'mcls' } as const
const studio = { accountId: 'studio', accountName: 'Cloudflare · Studio', provider: 'cloudflare' } as const

const CLIPS: readonly UploadView[] = [
  clip,
  { ...clip, ...still, ...city, id: 'queued', name: 'Goal 1 – Adeyemi 23′.mp4', state: 'queued', acceptedBytes: 0, media: null },
  {
    ...clip,
    ...still,
    ...city,
    id: 'waiting',
    name: 'Press conference full (clean feed).mp4',
    state: 'waiting',
    sizeBytes: 412_000_000,
    acceptedBytes: 325_000_000,
    waiting: { reason: 'host-busy', until: NOW + 38_200, failure: failure('server.busy', { host: 'City FC' }) },
    thumbnail: null,
  },
  { ...clip, ...still, id: 'paused', name: 'A003C013_261126_R2ZK.mov', state: 'paused' },
  {
    ...clip,
    ...still,
    id: 'needs',
    name: 'Matchday 12 – vertical cut 9x16 v2.mp4',
    state: 'needs-attention',
    failure: failure('file.changed', { path: '/Volumes/Card A/Matchday 12 – vertical cut 9x16 v2.mp4' }),
    thumbnail: null,
  },
  {
    ...clip,
    ...still,
    ...studio,
    id: 'done',
    name: 'Full match clean feed.mov',
    state: 'done',
    acceptedBytes: clip.sizeBytes,
    links: { watch: 'https://watch.example.com/full-match' },
    settledAt: NOW - 300_000,
  },
  { ...clip, ...still, ...studio, id: 'long', name: LONG_NAME, accountName: 'An account whose name is long', state: 'queued' },
  { ...clip, ...still, id: 'rtl', name: RTL_NAME, state: 'queued', media: null },
]

/** A row in each state that looks like no other; without media facts it shows its folder, without a thumbnail its ending. */
export const ROWS: readonly UploadView[] = CLIPS.map((row) => ({ ...row, path: `/Volumes/Card A/Match day 12/${row.name}` }))

export function summaryOf(rows: readonly UploadView[]): QueueSummary {
  return {
    counts: Object.fromEntries(UPLOAD_STATES.map((state) => [state, rows.filter((row) => row.state === state).length])) as Record<
      UploadState,
      number
    >,
    openBytes: 0,
    openAcceptedBytes: 0,
    openInFlightBytes: 0,
    bytesPerSecond: 0,
    secondsLeft: null,
    limitBytesPerSecond: null,
    halted: null,
  }
}
