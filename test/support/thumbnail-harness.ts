/** @file Thumbnails of uploads with fake files and makers that a test controls. */
import { readFileSync } from 'node:fs'
import { FailureError, failure } from '../../src-main/contract/errors/errors.ts'
import { NO_FACTS } from '../../src-main/contract/media.ts'
import { DEFAULT_SETTINGS } from '../../src-main/contract/settings.ts'
import type { ThumbnailView } from '../../src-main/contract/thumbnails.ts'
import { createClosing } from '../../src-main/engine/closing.ts'
import type { FileIdentity } from '../../src-main/engine/files/identity.ts'
import type { Upload } from '../../src-main/engine/queue/upload.ts'
import type { Picture } from '../../src-main/engine/thumbnails/picture.ts'
import type { FrameMaker, MakerName, ThumbnailCache } from '../../src-main/engine/thumbnails/ports.ts'
import { createThumbnails } from '../../src-main/engine/thumbnails/thumbnails.ts'
import { createFakeClock } from './fake-clock.ts'
import { anIdentity, anUpload, keepingLog, noThumbnails } from './fakes.ts'

export const JPEG = new Uint8Array(readFileSync(new URL('../fixtures/frames/picture.jpg', import.meta.url)))

function memoryCache(): ThumbnailCache & { readonly limits: number[] } {
  const pictures = new Map<string, Picture>()
  const tried = new Map<string, readonly MakerName[]>()
  const limits: number[] = []
  return {
    ...noThumbnails.cache,
    limits,
    has: (id) => pictures.has(id),
    failedMakers: (id) => tried.get(id) ?? [],
    read: async (id) => pictures.get(id) ?? null,
    keep: async (id, picture) => void pictures.set(id, picture),
    storeFailedMakers: async (id, names) => void tried.set(id, names),
    async limitTo(most) {
      limits.push(most)
      if (most === 0) pictures.clear()
    },
  }
}

interface Call {
  readonly path: string
  readonly seekSeconds: number
  readonly signal: AbortSignal
  end(result: Uint8Array | null | Error): void
}

/** A maker whose calls a test ends. */
function scriptedMaker(name: FrameMaker['name']) {
  const calls: Call[] = []
  const maker: FrameMaker = {
    name,
    needsAspect: name === 'system',
    isThere: async () => true,
    make: ({ path, seekSeconds }, signal) =>
      new Promise((resolve, reject) => {
        const end = (result: Uint8Array | null | Error): void => (result instanceof Error ? reject(result) : resolve(result))
        signal.addEventListener('abort', () => reject(signal.reason))
        calls.push({ path, seekSeconds, signal, end })
      }),
  }
  return { maker, calls }
}

export function thumbnailHarness({
  makers = ['ffmpeg'],
  sending = [],
}: {
  makers?: readonly FrameMaker['name'][]
  sending?: readonly string[]
} = {}) {
  const clock = createFakeClock()
  const closing = createClosing()
  const log = keepingLog()
  const cache = memoryCache()
  const scripted = makers.map(scriptedMaker)
  const rows = new Map<string, Upload>()
  const disk = new Map<string, FileIdentity>()
  const published: ThumbnailView[] = []
  let settings = DEFAULT_SETTINGS
  const reads: string[] = []
  const factReads: string[] = []
  const played = { canReadFacts: true, canReadMedia: true }
  let closed = 0
  const thumbnails = createThumbnails({
    ports: {
      cache,
      makers: scripted.map(({ maker }) => maker),
      async openMedia(path, identity) {
        reads.push(path)
        return {
          sizeBytes: identity.sizeBytes,
          async read(target) {
            if (!played.canReadMedia)
              throw new FailureError(failure('file.unreadable', { path, reason: 'the drive reports an error' }))
            return target.length
          },
          async close() {
            closed += 1
          },
        }
      },
      driveOf: (path) => path.split('/')[1] ?? '',
    },
    clock,
    closing: closing.signal,
    log,
    files: {
      async identify(path) {
        const identity = disk.get(path)
        if (!identity) throw new FailureError(failure('file.missing', { path }))
        return identity
      },
    },
    media: {
      async read(path) {
        factReads.push(path)
        if (!played.canReadFacts) return null
        const { sizeBytes, mtimeNs } = disk.get(path) ?? anIdentity
        return { sizeBytes, mtimeNs, facts: { ...NO_FACTS, container: 'mp4', durationSeconds: 40, width: 1_920, height: 1_080 } }
      },
    },
    settings: () => settings,
    fileOf: (id) => rows.get(id) ?? null,
    sending: () => sending,
    onChange: (views) => void published.push(...views),
  })
  return {
    thumbnails,
    clock,
    closing,
    cache,
    log,
    published,
    disk,
    reads,
    factReads,
    played,
    closedFiles: () => closed,
    calls: (at = 0): readonly Call[] => scripted[at]?.calls ?? [],
    /** An upload of a file that is there. */
    add(id: string, path: string, identity = anIdentity, media: Upload['media'] = null): void {
      rows.set(id, anUpload({ id, path, identity, media }))
      disk.set(path, identity)
    },
    change(change: Partial<typeof settings>): void {
      settings = { ...settings, ...change }
      thumbnails.settingsChanged()
    },
    state: async (id: string): Promise<string | undefined> => (await thumbnails.want([id]))[0]?.state,
  }
}
