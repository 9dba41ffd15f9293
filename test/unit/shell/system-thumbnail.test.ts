import { beforeEach, describe, expect, it, vi } from 'vitest'
import { systemThumbnail } from '../../../src-main/shell/system/system-thumbnail.ts'

interface Size {
  readonly width: number
  readonly height: number
}

const asked: { readonly path: string; readonly size: Size }[] = []
let answer: (size: Size) => unknown = () => null
vi.mock('electron', () => ({
  nativeImage: {
    async createThumbnailFromPath(path: string, size: Size) {
      asked.push({ path, size })
      return answer(size)
    },
  },
}))

/** A picture of one colour; `alpha` of its corners. */
function image({ width, height }: Size, alpha = 255) {
  return {
    isEmpty: () => width === 0,
    getSize: () => ({ width, height }),
    toBitmap: () => Buffer.alloc(width * height * 4, alpha),
    resize: (to: Partial<Size>) =>
      image({
        width: to.width ?? Math.round((width * (to.height ?? 0)) / height),
        height: to.height ?? Math.round((height * (to.width ?? 0)) / width),
      }),
    toJPEG: (quality: number) => Buffer.from(`${width}×${height} at ${quality}`),
  }
}

const text = (bytes: Uint8Array | null | undefined): string | null => (bytes ? Buffer.from(bytes).toString() : null)

beforeEach(() => {
  asked.length = 0
})

describe('the thumbnail that the system has of a file', () => {
  it('is asked for on macOS, and nowhere else: on Windows it would hold up the thread that asks', () => {
    expect(['linux', 'freebsd', 'darwin', 'win32'].map((name) => systemThumbnail(name as NodeJS.Platform) !== null)).toEqual([
      false,
      false,
      true,
      false,
    ])
  })

  it('is asked for in the form of the clip, as it is stretched to the size', async () => {
    answer = (size) => image(size)
    const make = systemThumbnail('darwin')
    expect(text(await make?.('/wide.mov', 16 / 9))).toBe('320×180 at 80')
    expect(text(await make?.('/tall.mov', 9 / 16))).toBe('180×320 at 80')
    expect(asked.map(({ path, size }) => [path, size.width, size.height])).toEqual([
      ['/wide.mov', 320, 180],
      ['/tall.mov', 180, 320],
    ])
  })

  it('is not asked for where the form is not known: it would be stretched', async () => {
    expect(await systemThumbnail('darwin')?.('/clip.mov', null)).toBeNull()
    expect(asked).toEqual([])
  })

  it('is no larger than a thumbnail, whatever the system makes of the size', async () => {
    answer = () => image({ width: 320, height: 569 })
    expect(text(await systemThumbnail('darwin')?.('/tall.mov', 9 / 16))).toBe('180×320 at 80')
  })

  it('is none when it is the icon of the type of file, is empty, or there is none', async () => {
    const make = systemThumbnail('darwin')
    answer = (size) => image(size, 0)
    expect(await make?.('/clip.xyz', 1)).toBeNull()
    answer = () => image({ width: 0, height: 0 })
    expect(await make?.('/clip.xyz', 1)).toBeNull()
    answer = () => {
      throw new Error('unable to retrieve thumbnail preview image for the given path')
    }
    expect(await make?.('/clip.xyz', 1)).toBeNull()
  })
})
