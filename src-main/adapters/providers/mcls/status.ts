/** @file Processing state of a video of MCLS, as its stream shows it. Pure. */
import { type DisplayText, phrase } from '../../../contract/i18n/phrase.ts'
import type { VideoStatus } from '../../../engine/providers/video.ts'
import { gone } from '../kit/status.ts'
import type { Playlist, VideoState } from './api.ts'

const UNSPECIFIED = 'STATE_UNSPECIFIED'

/**
 * A video can be played when its stream has a playlist. The states of static streams are not documented, so a failure
 * cannot be distinguished from slow work: without a playlist it stays `pending`, with the state that MCLS reports.
 */
export function statusOf(stream: VideoState): VideoStatus {
  const playlists = usable(stream)
  const [best] = playlists.filter(isHls)
  return {
    state: playlists.length > 0 ? 'complete' : 'pending',
    percent: null,
    words: describe(stream, playlists.length > 0),
    parts: [],
    links: best ? { hls: best.url } : {},
    reason: null,
    sizeBytes: null,
  }
}

export const GONE = gone(phrase('not found'))

type Usable = Playlist & { readonly url: string }

/** Playlists that are switched on, the best first: for recordings before live ones, transcoded before raw. */
function usable({ playlists }: VideoState): Usable[] {
  const all = (playlists ?? []).flatMap((playlist) =>
    playlist.url && playlist.is_enabled !== false ? [{ ...playlist, url: playlist.url }] : [],
  )
  return all.sort((one, other) => rank(other) - rank(one))
}

function rank({ is_enabled, is_vod, is_transcoded }: Playlist): number {
  return (is_enabled ? 4 : 0) + (is_vod ? 2 : 0) + (is_transcoded ? 1 : 0)
}

/** `PROTOCOL_HLS` is the only protocol that was seen (MCLS API start). */
function isHls({ protocol }: Playlist): boolean {
  return !protocol || /hls/i.test(protocol)
}

function describe({ transcoding_state: state, upload_id: uploadId }: VideoState, ready: boolean): DisplayText {
  if (state && state !== UNSPECIFIED) return state
  if (ready) return phrase('playlist is there')
  return uploadId ? phrase('upload received, no playlist yet') : phrase('no playlist yet')
}
