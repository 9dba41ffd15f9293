/** @file Facts and statistics of a live stream of MCLS, as names and values with units. Pure. */
import { msg } from '../../../contract/i18n/i18n.ts'
import type { LiveStream } from '../../../contract/video.ts'
import type { Stream } from './api.ts'

type Figures = LiveStream['stats']

/** Region, configuration, and what is switched on (MCLS API start, stream object). */
export function factsOf(stream: Stream): Figures {
  const { config, config_id: configId, transcoding_state: transcoding } = stream
  const configName = textOf(config?.['name']) ?? textOf(config?.['title'])
  return named([
    [msg('Region'), stream.region?.replace(/^REGION_/, '') || null],
    [msg('Configuration'), [configName, configId].filter((part) => part).join(', ') || null],
    [msg('Enabled'), textOf(stream.is_enabled)],
    [msg('Public'), textOf(stream.is_public)],
    [
      msg('Transcoding'),
      transcoding && transcoding !== 'STATE_UNSPECIFIED' ? transcoding.replace(/^STATE_/, '').toLowerCase() : null,
    ],
  ])
}

/** Statistics of the incoming signal (MCLS API start). Durations are known afterwards, too; the rest only while there is a signal. */
export function statsOf({ is_active: active, stats: reported, ...times }: Stream): Figures {
  const { connection_time_seconds: connected, transcoding_time_seconds: transcoded } = times
  const stats = active ? reported : null
  return named([
    [msg('Connections'), textOf(stats?.['connection_count'])],
    [msg('Video resolution'), withUnit(stats?.['video_resolution'], 'px')],
    [msg('Video bit rate'), bitRate(stats?.['video_bit_rate'], MIN_VIDEO_BITS)],
    [msg('Video frame rate'), withUnit(stats?.['video_frame_rate'], 'fps')],
    [msg('Key frame interval'), textOf(stats?.['video_key_frame_interval'])],
    [msg('Key frames at even distances'), textOf(stats?.['video_key_frame_consistent'])],
    [msg('Audio bit rate'), bitRate(stats?.['audio_bit_rate'], MIN_AUDIO_BITS)],
    [msg('Connected for'), connected ? `${connected} s` : null],
    [msg('Transcoding for'), transcoded ? `${transcoded} s` : null],
  ])
}

/**
 * No document names the unit of bit rates. These limits distinguish bit/s from kbit/s for video of 100 kbit/s to 100 Mbit/s, and for
 * audio of 5 kbit/s to 5 Mbit/s.
 */
const MIN_VIDEO_BITS = 100_000
const MIN_AUDIO_BITS = 5_000

function bitRate(value: unknown, leastBits: number): string | null {
  const number = Number(value)
  if (typeof value === 'boolean' || value === null || value === '' || !Number.isFinite(number)) return textOf(value)
  const kilobits = number >= leastBits ? number / 1000 : number
  if (kilobits >= 1000) return `${(kilobits / 1000).toFixed(2)} Mbit/s`
  return `${Number(kilobits.toFixed(1))} kbit/s`
}

function withUnit(value: unknown, unit: string): string | null {
  const text = textOf(value)
  // Some texts have a unit already.
  return text === null || !/\d$/.test(text) ? text : `${text} ${unit}`
}

function textOf(value: unknown): string | null {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : null
}

function named(all: readonly (readonly [string, string | null])[]): Figures {
  return all.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]))
}
