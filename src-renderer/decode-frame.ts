/** @file Decodes one frame of a clip as the browser can, and makes a small picture of it. */
import { THUMBNAIL_SIDE } from '@contract/thumbnails.ts'

const LIMIT_MS = 20_000
/** As the makers of the host do: beginnings are often black. */
const SEEK_PART = 0.1
const LONGEST_SEEK_SECONDS = 60
/** At the least frame rate that cameras have. */
const LONGEST_FRAME_SECONDS = 0.1
const SHOWN_WITHIN_MS = 1_000
const QUALITY = 0.8

/**
 * A WebP or JPEG picture; `null` when the browser says that it cannot decode the clip.
 *
 * @param address of the bytes of the clip, at the host of the page
 * @throws when nothing can be said of the clip: it could not be read, not in time, or the signal was aborted
 */
export async function decodeFrame(address: string, signal: AbortSignal): Promise<Blob | null> {
  const video = document.createElement('video')
  const until = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)])
  try {
    video.muted = true
    video.preload = 'metadata'
    video.src = address
    await happened(video, 'loadedmetadata', until)
    if (video.videoWidth === 0) return null
    const { duration } = video
    const place = Number.isFinite(duration) ? Math.min(LONGEST_SEEK_SECONDS, duration * SEEK_PART) : 0
    const isShown = frameAt(video, place)
    video.currentTime = place
    await happened(video, 'seeked', until)
    await isShown()
    return await pictureOf(video)
  } catch (caught) {
    if (isUndecodable(caught) && !until.aborted) return null
    throw caught
  } finally {
    // Ends the requests of the element, which would read on.
    video.removeAttribute('src')
    video.load()
  }
}

function isUndecodable(caught: unknown): boolean {
  const { MEDIA_ERR_DECODE, MEDIA_ERR_SRC_NOT_SUPPORTED } = MediaError
  return caught instanceof MediaError && [MEDIA_ERR_DECODE, MEDIA_ERR_SRC_NOT_SUPPORTED].includes(caught.code as 3 | 4)
}

function happened(video: HTMLVideoElement, event: 'loadedmetadata' | 'seeked', signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    video.addEventListener(event, () => resolve(), { once: true, signal })
    video.addEventListener('error', () => reject(video.error ?? new Error('not decoded')), { once: true, signal })
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}

/**
 * Begins to wait for the frame at a place: a seek may end while the one before it is still the one that would be drawn. The returned function
 * waits for the rest, and not for long: some browsers do not say which frame is shown.
 */
function frameAt(video: HTMLVideoElement, place: number): () => Promise<void> {
  const shown = new Promise<void>((resolve) => {
    const look = (_now: number, { mediaTime }: { readonly mediaTime: number }): void => {
      if (mediaTime >= place - LONGEST_FRAME_SECONDS) resolve()
      else video.requestVideoFrameCallback?.(look)
    }
    video.requestVideoFrameCallback?.(look)
  })
  return () => Promise.race([shown, new Promise<void>((resolve) => setTimeout(resolve, SHOWN_WITHIN_MS))])
}

async function pictureOf(video: HTMLVideoElement): Promise<Blob | null> {
  const { videoWidth, videoHeight } = video
  const scale = Math.min(1, THUMBNAIL_SIDE / Math.max(videoWidth, videoHeight))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(videoWidth * scale))
  canvas.height = Math.max(1, Math.round(videoHeight * scale))
  canvas.getContext('2d', { alpha: false })?.drawImage(video, 0, 0, canvas.width, canvas.height)
  const webp = await encoded(canvas, 'image/webp')
  // Safari makes a PNG of what it cannot write.
  return webp?.type === 'image/webp' ? webp : encoded(canvas, 'image/jpeg')
}

function encoded(canvas: HTMLCanvasElement, type: string): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, type, QUALITY))
}
