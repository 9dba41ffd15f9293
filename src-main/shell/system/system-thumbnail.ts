/**
 * @file The thumbnail that the system has of a file, on macOS only. On Windows Electron asks for it in the calling thread, which is that of
 * the engine and the window: a share that does not answer would block both, and no time limit could end it. Pages and ffmpeg make
 * frames there. On Linux Electron has no such function.
 */
import { type NativeImage, nativeImage, type Size } from 'electron'
import { THUMBNAIL_SIDE } from '../../contract/thumbnails.ts'
import type { HostPorts } from '../../host.ts'

const JPEG_QUALITY = 80

export function systemThumbnail(platform: NodeJS.Platform): HostPorts['systemThumbnail'] {
  if (platform !== 'darwin') return null
  return async (path, aspect) => {
    // The picture is stretched to the size that is asked for.
    if (aspect === null) return null
    const image = await thumbnailOf(path, sizeOf(aspect))
    if (image === null || image.isEmpty() || isIcon(image)) return null
    const { width, height } = image.getSize()
    const fitting = width >= height ? { width: THUMBNAIL_SIDE } : { height: THUMBNAIL_SIDE }
    return (Math.max(width, height) > THUMBNAIL_SIDE ? image.resize(fitting) : image).toJPEG(JPEG_QUALITY)
  }
}

/** The longer side is that of a thumbnail. */
function sizeOf(aspect: number): Size {
  const side = (part: number): number => Math.max(1, Math.round(THUMBNAIL_SIDE * Math.min(1, part)))
  return { width: side(aspect), height: side(1 / aspect) }
}

/** Electron rejects for files of which the system has none. */
async function thumbnailOf(path: string, size: Size): Promise<NativeImage | null> {
  try {
    return await nativeImage.createThumbnailFromPath(path, size)
  } catch {
    return null
  }
}

/** Where the system has no thumbnail it returns the icon of the file type. Icons are transparent at their corners, frames of a clip are not. */
function isIcon(image: NativeImage): boolean {
  const { width, height } = image.getSize()
  const pixels = image.toBitmap()
  const rows = pixels.length / 4 / width
  if (!Number.isInteger(rows) || rows < height) return false
  const alphaAt = (x: number, y: number): number => pixels[(y * width + x) * 4 + 3] ?? 255
  return [alphaAt(0, 0), alphaAt(width - 1, 0), alphaAt(0, rows - 1), alphaAt(width - 1, rows - 1)].every((alpha) => alpha === 0)
}
