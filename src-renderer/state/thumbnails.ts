/**
 * @file Thumbnails of the rows on the screen. Rows register while they are shown; a moment later one call requests the thumbnails of all of
 * them. Clips that only a browser can decode are decoded here, one at a time.
 */
import type { UploadView } from '@contract/queue/upload.ts'
import {
  MAX_WANTED_THUMBNAILS,
  MEDIA_PATH,
  type ThumbnailState,
  type ThumbnailView,
  WANTED_AGAIN_MS,
} from '@contract/thumbnails.ts'
import { shallowReactive } from 'vue'
import type { Bridge } from '../bridge/bridge.ts'
import { createPictures } from './pictures.ts'

/** By then, rows that were only scrolled past are gone. */
const REQUEST_DELAY_MS = 120
/** The wait before another clip is opened when the drive of one is busy. */
const BUSY_MS = 1_500

type Row = Pick<UploadView, 'id' | 'thumbnail'>
export type Decode = (address: string, signal: AbortSignal) => Promise<Blob | null>
export type Thumbnails = ReturnType<typeof createThumbnails>

interface Shown {
  readonly uploadId: string
  /** How many components show it. */
  uses: number
  state: ThumbnailState | null
}

export function createThumbnails(bridge: Bridge, decode: Decode) {
  const shown = new Map<string, Shown>()
  const addresses = shallowReactive(new Map<string, string>())
  const pictures = createPictures(addresses, (id) => shown.has(id))
  const loading = new Set<string>()
  let requestTimer: number | undefined
  let decodeTimer: number | undefined
  let decoding: { readonly id: string; readonly stop: AbortController } | null = null

  function requestSoon(afterMs = REQUEST_DELAY_MS): void {
    window.clearTimeout(requestTimer)
    requestTimer = window.setTimeout(() => void request(), afterMs)
  }

  /** Requests what is still missing again and again, because the host drops requests that are not repeated. */
  async function request(): Promise<void> {
    const wanted = [...shown].filter(([id, { state }]) => !addresses.has(id) && state !== 'none')
    const ids = wanted.slice(0, MAX_WANTED_THUMBNAILS).map(([, { uploadId }]) => uploadId)
    if (ids.length === 0 || document.hidden) return
    requestSoon(WANTED_AGAIN_MS)
    // The banner reports a lost connection; with the next one everything is requested again.
    apply(await bridge.request('thumbnails.want', { ids }).catch(() => []))
  }

  function apply(views: readonly ThumbnailView[]): void {
    for (const { id, state } of views) {
      const entry = shown.get(id)
      if (!entry) continue
      entry.state = state
      if (state === 'ready') void load(id)
    }
    void decodeNext()
  }

  async function load(id: string): Promise<void> {
    if (addresses.has(id) || loading.has(id)) return
    loading.add(id)
    const picture = await bridge.thumbnail(id)
    loading.delete(id)
    if (picture) pictures.add(id, picture)
  }

  async function decodeNext(): Promise<void> {
    const [next] = [...shown].filter(([id, { state }]) => state === 'page' && !addresses.has(id))
    if (!next || decoding || document.hidden) return
    const [id, entry] = next
    const stop = new AbortController()
    decoding = { id, stop }
    let waitMs = 0
    let ticket: string | null = null
    try {
      ticket = (await bridge.request('thumbnails.open', { id: entry.uploadId })).ticket
      // Scrolled away meanwhile: it must not be registered again below.
      stop.signal.throwIfAborted()
      if (ticket === null) {
        waitMs = BUSY_MS
        // Moved to the end: the next clip may be on another drive.
        shown.delete(id)
        shown.set(id, entry)
        return
      }
      const picture = await decode(`${MEDIA_PATH}${ticket}`, stop.signal)
      // The answer contains the new state, also where there is no picture.
      entry.state = null
      apply([await bridge.request('thumbnails.keep', { ticket, picture: picture && (await base64Of(picture)) })])
    } catch {
      // Scrolled away, not decoded in time, or the host is gone: it is requested again. A ticket that is given back leaves no mark on the
      // clip; one that lapses counts as a failed attempt.
      if (ticket !== null && stop.signal.aborted) await bridge.request('thumbnails.leave', { ticket }).catch(() => {})
      entry.state = null
      requestSoon()
    } finally {
      decoding = null
      window.clearTimeout(decodeTimer)
      decodeTimer = window.setTimeout(() => void decodeNext(), waitMs)
    }
  }

  bridge.on('thumbnails.changed', apply)
  bridge.on('settings.changed', ({ thumbnails }) => {
    for (const entry of shown.values()) entry.state = null
    if (thumbnails) requestSoon()
    else pictures.clear()
  })
  bridge.onConnect(() => {
    for (const entry of shown.values()) entry.state = null
    requestSoon()
  })
  document.addEventListener('visibilitychange', () => {
    requestSoon()
    void decodeNext()
  })

  return {
    /** The object URL of the picture of a row, or `null` while there is none. Reactive. */
    addressOf: ({ thumbnail }: Row): string | null => (thumbnail === null ? null : (addresses.get(thumbnail) ?? null)),

    /** Registers a row as shown, until the returned function is called. */
    show({ id: uploadId, thumbnail }: Row): () => void {
      if (thumbnail === null) return () => {}
      const entry = shown.get(thumbnail) ?? { uploadId, uses: 0, state: null }
      entry.uses += 1
      shown.set(thumbnail, entry)
      pictures.use(thumbnail)
      if (!addresses.has(thumbnail)) requestSoon()
      return () => {
        entry.uses -= 1
        if (entry.uses > 0) return
        shown.delete(thumbnail)
        if (decoding?.id === thumbnail) decoding.stop.abort()
      }
    },
  }
}

/** The base64 of a data URL, without its prefix. */
async function base64Of(picture: Blob): Promise<string> {
  const reader = new FileReader()
  const read = new Promise((resolve, reject) => {
    reader.onload = resolve
    reader.onerror = reject
  })
  reader.readAsDataURL(picture)
  await read
  return String(reader.result).split(',')[1] ?? ''
}
