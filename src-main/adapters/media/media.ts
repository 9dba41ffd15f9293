/** @file Reads the facts of media files: the port `Media`. Reads a few dozen kilobytes of each, wherever in the file they are. */
import { errorCode } from '../../contract/errors/error-code.ts'
import { type MediaFacts, NO_FACTS } from '../../contract/media.ts'
import { plausibleFacts } from '../../contract/media-schema.ts'
import { orDefault, throwIfExhausted } from '../../engine/exhaustion.ts'
import type { Media } from '../../engine/ports/media.ts'
import { open, stat } from '../drives/files.ts'
import { readAvi } from './avi.ts'
import { type BoundedFile, boundedFile } from './bounded-file.ts'
import { containerOf, HEAD_BYTES } from './container.ts'
import { createLibrary, type Library, LibraryError } from './library.ts'
import { readMatroska } from './matroska.ts'
import { readMovie } from './movie.ts'
import { readMxf } from './mxf.ts'
import { readTransportStream } from './transport-stream.ts'

/** The facts that a reader found; unknown ones are missing, `null` or `undefined`. */
export type PartialFacts = Partial<Readonly<Record<keyof MediaFacts, string | number | null | undefined>>>

type Reader = (file: BoundedFile, library: Library) => Promise<PartialFacts>

const READERS: Readonly<Record<string, Reader>> = {
  mp4: readMovie,
  quicktime: readMovie,
  matroska: readMatroska,
  webm: readMatroska,
  'mpeg-ts': readTransportStream,
  avi: readAvi,
  mxf: readMxf,
  // More of these files can be read by the SDK of RED only.
  r3d: async () => ({ videoCodec: 'REDCODE RAW' }),
}

export function createMedia(thread = createLibrary()): Media {
  return {
    async read(path, { isUrgent = true } = {}) {
      // `stat` comes first, because opening a pipe would wait for its writer.
      const file = await stat(path)
        .then((stats) => (stats.isFile() ? open(path, 'r', undefined, isUrgent) : null))
        .catch(orDefault(null))
      if (!file) return null
      try {
        const stats = await file.statExactly()
        const bounded = boundedFile(file, Number(stats.size))
        const facts = await factsOf(bounded, (bytes) => thread.read(bytes, isUrgent))
        return facts && { sizeBytes: Number(stats.size), mtimeNs: String(stats.mtimeNs), facts }
      } catch (caught) {
        throwIfExhausted(caught)
        return null
      } finally {
        await file.close()
      }
    },
    close: thread.close,
  }
}

/** `null` if the drive or the machine failed: then the file is read again later. */
async function factsOf(file: BoundedFile, library: Library): Promise<MediaFacts | null> {
  let container: string | null = null
  try {
    container = containerOf(await file.read(0, HEAD_BYTES))
    const facts = container === null ? {} : await READERS[container]?.(file, library)
    return plausibleFacts({ ...NO_FACTS, ...facts, container })
  } catch (caught) {
    // A broken or endless file has no facts but its container. An error of the system is not about the file.
    throwIfExhausted(caught)
    if (caught instanceof LibraryError || isOfSystem(caught)) return null
    return { ...NO_FACTS, container }
  }
}

function isOfSystem(caught: unknown): boolean {
  return /^E[A-Z]+$/.test(errorCode(caught))
}
