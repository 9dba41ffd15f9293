/** @file The videos of the simulated Gcore: what its API takes and shows, and how they advance. */
import { randomBytes } from 'node:crypto'
import type { RestAnswer } from './host.ts'

export type GcoreStatus = 'empty' | 'pending' | 'viewable' | 'ready' | 'error'

export interface GcoreVideo {
  readonly id: number
  /** What was asked for, by the names of `createVideo`. */
  fields: Record<string, unknown>
  readonly slug: string
  readonly createdAt: number
  status: GcoreStatus
  error: string | null
  /** All bytes are there, by upload or by copy. */
  hasSource: boolean
  sizeBytes: number | null
  answersInState: number
  /** How it ends, decided when its bytes arrived. */
  failure: { readonly reason: string; readonly status: GcoreStatus } | null
}

type Kind = 'text' | 'integer' | 'boolean'

/** Fields of `createVideo` and their types (Gcore OpenAPI). */
const TYPES: Readonly<Record<string, Kind>> = {
  name: 'text',
  description: 'text',
  origin_url: 'text',
  origin_http_headers: 'text',
  priority: 'integer',
  quality_set_id: 'integer',
  clip_start_seconds: 'integer',
  clip_duration_seconds: 'integer',
  source_bitrate_limit: 'boolean',
  directory_id: 'integer',
  poster: 'text',
  remote_poster_url: 'text',
  remove_poster: 'boolean',
  screenshot_id: 'integer',
  client_user_id: 'integer',
  auto_transcribe_audio_language: 'text',
  auto_translate_subtitles_language: 'text',
  projection: 'text',
  share_url: 'text',
  custom_iframe_url: 'text',
}

/** Why the API would refuse these fields, or `null`. */
export function fieldsProblem(fields: unknown, isChange = false): RestAnswer | null {
  if (!isRecord(fields)) return badRequest('the video is missing')
  for (const [name, value] of Object.entries(fields)) {
    const kind = TYPES[name]
    if (!kind) return badRequest(`unknown parameter ${name}`)
    const fits =
      kind === 'integer' ? Number.isInteger(value) : kind === 'boolean' ? typeof value === 'boolean' : typeof value === 'string'
    if (!fits && !(isChange && value === null)) return unprocessable({ [name]: [`is not of type ${kind}`] })
  }
  const { name, priority, origin_url: origin } = fields
  if (typeof name !== 'string' || name.trim() === '') return unprocessable({ name: ["can't be blank"] })
  if (typeof priority === 'number' && Math.abs(priority) > 10) return unprocessable({ priority: ['is out of range'] })
  if (isChange && 'source_bitrate_limit' in fields) return unprocessable({ source_bitrate_limit: ['cannot be changed'] })
  if (typeof origin === 'string' && !isSource(origin)) return unprocessable({ origin_url: [`${origin} is invalid`] })
  return null
}

function isSource(link: string): boolean {
  return /^(https?|sftp):\/\//.test(link) && !/\.(m3u8|mpd)($|\?)/.test(link)
}

export function makeVideo(id: number, fields: Record<string, unknown>, createdAt: number): GcoreVideo {
  return {
    id,
    fields: { ...fields },
    slug: randomBytes(8).toString('hex'),
    createdAt,
    status: 'empty',
    error: null,
    hasSource: false,
    sizeBytes: null,
    answersInState: 0,
    failure: null,
  }
}

const NEXT: Readonly<Partial<Record<GcoreStatus, GcoreStatus>>> = { empty: 'pending', pending: 'viewable', viewable: 'ready' }

/** One more status answer has been given; after `pace` of them the video moves on. */
export function advanceVideo(video: GcoreVideo, pace: number): void {
  if (!video.hasSource || video.error !== null) return
  video.answersInState += 1
  if (video.answersInState < pace) return
  video.answersInState = 0
  if (video.failure?.status === 'empty' && video.status === 'empty') {
    video.error = video.failure.reason
    return
  }
  const next = NEXT[video.status]
  if (!next) return
  video.status = video.failure?.status === 'error' ? 'error' : next
  if (video.failure?.status === video.status) video.error = video.failure.reason
}

/** The record as the API shows it (Gcore OpenAPI, `searchVideo`, trimmed). */
export function showVideo(video: GcoreVideo, clientId: number): Record<string, unknown> {
  const done = video.status === 'ready'
  const quality = (name: string, height: number, progress: number) => ({
    id: video.id * 10 + height,
    name,
    width: Math.round((height * 16) / 9),
    height,
    size: height * 1_000,
    progress,
    status: progress === 100 ? 'complete' : 'processing',
    error: null,
    mp4_url: progress === 100 ? `https://demo.gvideo.example/videos/${clientId}_${video.slug}/${height}.mp4` : null,
  })
  const progress: Readonly<Partial<Record<GcoreStatus, readonly [number, number]>>> = {
    pending: [50, 0],
    viewable: [100, 40],
    ready: [100, 100],
  }
  const [low, high] = progress[video.status] ?? [0, 0]
  const at = `https://demo.gvideo.example/videos/${clientId}_${video.slug}`
  return {
    id: video.id,
    description: null,
    client_user_id: null,
    directory_id: null,
    origin_url: null,
    ...video.fields,
    client_id: clientId,
    duration: done ? 184_669 : null,
    slug: video.slug,
    status: video.status,
    error: video.error,
    origin_size: video.sizeBytes,
    created_at: new Date(video.createdAt).toISOString(),
    updated_at: new Date(video.createdAt).toISOString(),
    iframe_url: `https://player.gvideo.example/videos/${clientId}_${video.slug}`,
    hls_url: `${at}/master.m3u8`,
    dash_url: `${at}/master.mpd`,
    poster: null,
    screenshot: done ? `${at}/screenshot.jpg` : null,
    screenshots: [],
    converted_videos: video.status in progress ? [quality('vod360p', 360, low), quality('vod720p', 720, high)] : [],
  }
}

export function badRequest(words: string): RestAnswer {
  return { status: 400, json: { status: 400, error: `Bad Request: ${words}` } }
}

function unprocessable(errors: Readonly<Record<string, readonly string[]>>): RestAnswer {
  return { status: 422, json: { errors } }
}

export const NOT_FOUND: RestAnswer = {
  status: 404,
  json: { status: 404, error: 'Not Found. Entity you are looking for was not found, please check the initial parameters' },
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
