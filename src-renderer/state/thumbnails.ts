/**
 * @file Thumbnails of the rows on the screen. Rows say that they are shown and that they are not any more; a moment later the host is asked
 * about all of them with one call. What only a browser can decode is decoded here, one clip at a time.
 */
import { MEDIA_PATH, MOST_WANTED, type ThumbnailState, type ThumbnailView, WANTED_AGAIN_MS } from '@contract/thumbnails.ts'
import type { UploadView } from '@contract/upload.ts'
import { shallowReactive } from 'vue'
import type { Bridge } from '../bridge/bridge.ts'
import { createPictures } from './pictures.ts'

/** Rows that are scrolled past are gone by then. */
const SOON_MS = 120
/** The drive of a clip is busy: it is looked at again. */
const BUSY_MS = 1_500

type Row = Pick<UploadView, 'id' | 'thumbnail'>
export type Decode = (address: string, signal: AbortSignal) => Promise<Blob | null>
export type Thumbnails = ReturnType<typeof createThumbnails>

interface Shown {
  readonly uploadId: string
  /** Places in which it is shown. */
  places: number
  state: ThumbnailState | null
}

export function createThumbnails(bridge: Bridge, decode: Decode) {
  const shown = new Map<string, Shown>()
  const addresses = shallowReactive(new Map<string, string>())
  const pictures = createPictures(addresses, (id) => shown.has(id))
  const loading = new Set<string>()
  let askTimer: number | undefined
  let decodeTimer: number | undefined
  let decoding: { readonly id: string; readonly stop: AbortController } | null = null

  function askSoon(afterMs = SOON_MS): void {
    window.clearTimeout(askTimer)
    askTimer = window.setTimeout(() => void ask(), afterMs)
  }

  /** The host forgets what nobody asks for again. */
  async function ask(): Promise<void> {
    const wanted = [...shown].filter(([id, { state }]) => !addresses.has(id) && state !== 'none')
    const ids = wanted.slice(0, MOST_WANTED).map(([, { uploadId }]) => uploadId)
    if (ids.length === 0 || document.hidden) return
    askSoon(WANTED_AGAIN_MS)
    // A lost connection is reported by the banner; with the next one everything is asked anew.
    take(await bridge.request('thumbnails.want', { ids }).catch(() => []))
  }

  function take(views: readonly ThumbnailView[]): void {
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
      // Scrolled away meanwhile: it is not put back.
      stop.signal.throwIfAborted()
      if (ticket === null) {
        waitMs = BUSY_MS
        // The next one may be on another drive.
        shown.delete(id)
        shown.set(id, entry)
        return
      }
      const picture = await decode(`${MEDIA_PATH}${ticket}`, stop.signal)
      // The host answers with what is known now, also when that is nothing.
      entry.state = null
      take([await bridge.request('thumbnails.keep', { ticket, picture: picture && (await base64Of(picture)) })])
    } catch {
      // Scrolled away, not decoded in time, or the host is gone: it is asked about again. A ticket that is given back says nothing about the
      // clip; one that lapses is counted.
      if (ticket !== null && stop.signal.aborted) await bridge.request('thumbnails.leave', { ticket }).catch(() => {})
      entry.state = null
      askSoon()
    } finally {
      decoding = null
      window.clearTimeout(decodeTimer)
      decodeTimer = window.setTimeout(() => void decodeNext(), waitMs)
    }
  }

  bridge.on('thumbnails.changed', take)
  bridge.on('settings.changed', ({ thumbnails }) => {
    for (const entry of shown.values()) entry.state = null
    if (thumbnails) askSoon()
    else pictures.clear()
  })
  bridge.onConnect(() => {
    for (const entry of shown.values()) entry.state = null
    askSoon()
  })
  document.addEventListener('visibilitychange', () => {
    askSoon()
    void decodeNext()
  })

  return {
    /** The address of the picture of a row, or `null` while there is none; it changes when there is. */
    addressOf: ({ thumbnail }: Row): string | null => (thumbnail === null ? null : (addresses.get(thumbnail) ?? null)),

    /** A row is shown, until the returned function is called. */
    show({ id: uploadId, thumbnail }: Row): () => void {
      if (thumbnail === null) return () => {}
      const entry = shown.get(thumbnail) ?? { uploadId, places: 0, state: null }
      entry.places += 1
      shown.set(thumbnail, entry)
      pictures.use(thumbnail)
      if (!addresses.has(thumbnail)) askSoon()
      return () => {
        entry.places -= 1
        if (entry.places > 0) return
        shown.delete(thumbnail)
        if (decoding?.id === thumbnail) decoding.stop.abort()
      }
    },
  }
}

/** Without the head of a data address. */
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
