/** @file Decodes one frame of a clip as the browser can, and makes a small picture of it. */
import { THUMBNAIL_SIDE } from '@contract/thumbnails.ts'

const LIMIT_MS = 20_000
/** As the makers of the host do: beginnings are often black. */
const SEEK_PART = 0.1
const LONGEST_SEEK_SECONDS = 60
const QUALITY = 0.8

/**
 * A WebP or JPEG picture; `null` when the browser cannot decode it, or not in time.
 *
 * @param address of the bytes of the clip, at the host of the page
 * @throws the reason of the signal
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
    video.currentTime = Number.isFinite(duration) ? Math.min(LONGEST_SEEK_SECONDS, duration * SEEK_PART) : 0
    // A seek ends when there is a picture to show.
    await happened(video, 'seeked', until)
    return await pictureOf(video)
  } catch {
    signal.throwIfAborted()
    return null
  } finally {
    // Ends the requests of the element, which would read on.
    video.removeAttribute('src')
    video.load()
  }
}

function happened(video: HTMLVideoElement, event: 'loadedmetadata' | 'seeked', signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    video.addEventListener(event, () => resolve(), { once: true, signal })
    video.addEventListener('error', () => reject(video.error ?? new Error('not decoded')), { once: true, signal })
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
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
