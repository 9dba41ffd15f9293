/** @file Decodes one frame of a clip with a `<video>` of the browser, and makes a small picture of it. */
import { THUMBNAIL_SIDE } from '@contract/thumbnails.ts'

const TIMEOUT_MS = 20_000
/** As the host does: the beginning of a clip is often black. */
const SEEK_PART = 0.1
const MAX_SEEK_SECONDS = 60
/** The duration of a frame at the lowest rate of cameras. */
const MAX_FRAME_SECONDS = 0.1
const FRAME_TIMEOUT_MS = 1_000
const QUALITY = 0.8

/**
 * A WebP or JPEG picture; `null` when the browser reports that it cannot decode the clip.
 *
 * @param address of the bytes of the clip, at the host of the page
 * @throws when it is unknown whether the clip can be decoded: it could not be read, not in time, or the signal was aborted
 */
export async function decodeFrame(address: string, signal: AbortSignal): Promise<Blob | null> {
  const video = document.createElement('video')
  const until = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
  try {
    video.muted = true
    video.preload = 'metadata'
    video.src = address
    await happened(video, 'loadedmetadata', until)
    if (video.videoWidth === 0) return null
    const { duration } = video
    const time = Number.isFinite(duration) ? Math.min(MAX_SEEK_SECONDS, duration * SEEK_PART) : 0
    const frameShown = frameAt(video, time)
    video.currentTime = time
    await happened(video, 'seeked', until)
    await frameShown()
    return await pictureOf(video)
  } catch (caught) {
    if (isUndecodable(caught) && !until.aborted) return null
    throw caught
  } finally {
    // Ends the requests of the element, which would go on otherwise.
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
 * Starts to observe which frames are shown, because a seek may end while the frame before is still the one that would be drawn. The returned
 * function waits for the frame at a time, in seconds; only for a moment, because some browsers do not report frames.
 */
function frameAt(video: HTMLVideoElement, time: number): () => Promise<void> {
  const shown = new Promise<void>((resolve) => {
    const onFrame = (_now: number, { mediaTime }: { readonly mediaTime: number }): void => {
      if (mediaTime >= time - MAX_FRAME_SECONDS) resolve()
      else video.requestVideoFrameCallback?.(onFrame)
    }
    video.requestVideoFrameCallback?.(onFrame)
  })
  return () => Promise.race([shown, new Promise<void>((resolve) => setTimeout(resolve, FRAME_TIMEOUT_MS))])
}

async function pictureOf(video: HTMLVideoElement): Promise<Blob | null> {
  const { videoWidth, videoHeight } = video
  const scale = Math.min(1, THUMBNAIL_SIDE / Math.max(videoWidth, videoHeight))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(videoWidth * scale))
  canvas.height = Math.max(1, Math.round(videoHeight * scale))
  canvas.getContext('2d', { alpha: false })?.drawImage(video, 0, 0, canvas.width, canvas.height)
  const webp = await encoded(canvas, 'image/webp')
  // Safari returns a PNG instead of a type that it cannot write.
  return webp?.type === 'image/webp' ? webp : encoded(canvas, 'image/jpeg')
}

function encoded(canvas: HTMLCanvasElement, type: string): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, type, QUALITY))
}
