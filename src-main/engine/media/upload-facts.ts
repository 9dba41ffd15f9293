/** @file What the files of uploads say of themselves, stored with their rows; a title that waits for it is filled in. */
import { type MediaFacts, NO_FACTS } from '../../contract/media.ts'
import type { MediaReading } from '../ports/media.ts'
import { titleFrom } from '../queue/new-upload.ts'
import type { Records } from '../queue/records.ts'
import { type Amendment, isBegun, type Upload } from '../queue/upload.ts'
import { createMediaReader } from './media-reader.ts'
import { factsOf } from './readings.ts'

export type UploadFacts = ReturnType<typeof createUploadFacts>

type Deps = Omit<Parameters<typeof createMediaReader>[0], 'note' | 'records'> & { readonly records: Records }

export function createUploadFacts({ media, records, ...deps }: Deps) {
  function note(id: string, reading: MediaReading): void {
    const upload = records.get(id)
    if (upload) records.amend(id, changeBy(upload, reading))
  }

  return {
    /** Reads beside everything else. */
    reader: createMediaReader({ ...deps, media, records, note }),

    /** Of the file of an attempt: as they are stored, else read now. Nothing is told of what cannot be read. */
    async of(upload: Upload): Promise<MediaFacts> {
      const known = factsOf(upload.identity, upload.media)
      if (known) return known
      const reading = await media.read(upload.path)
      if (!reading) return NO_FACTS
      note(upload.id, reading)
      return factsOf(upload.identity, reading) ?? NO_FACTS
    },
  }
}

/** A title that the host may have already stays. */
function changeBy(upload: Upload, reading: MediaReading): Amendment {
  const facts = factsOf(upload.identity, reading)
  const { titleTemplate } = upload
  if (facts === null || titleTemplate === null || isBegun(upload)) return { media: reading }
  const title = titleFrom(titleTemplate.template, upload, titleTemplate.index, facts)
  return { media: reading, title, titleTemplate: null }
}
