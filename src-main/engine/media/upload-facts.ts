/** @file The media facts of uploads, stored with their rows; fills in titles whose template needs them. */
import { type MediaFacts, NO_FACTS } from '../../contract/media.ts'
import type { MediaReading } from '../ports/media.ts'
import { titleFrom } from '../queue/adding/new-upload.ts'
import type { Records } from '../queue/records.ts'
import { type Amendment, isBegun, type Upload } from '../queue/upload.ts'
import { factsOfVersion } from './file-version.ts'
import { createMediaReader } from './media-reader.ts'

export type UploadFacts = ReturnType<typeof createUploadFacts>

type Deps = Omit<Parameters<typeof createMediaReader>[0], 'note' | 'records'> & { readonly records: Records }

export function createUploadFacts({ media, records, ...deps }: Deps) {
  function note(id: string, reading: MediaReading): void {
    const upload = records.get(id)
    if (upload) records.amend(id, amendmentBy(upload, reading))
  }

  return {
    /** Reads the rows of the queue in the background. */
    reader: createMediaReader({ ...deps, media, records, note }),

    /** The facts of the file of an attempt: as they are stored, else read now; `NO_FACTS` if that fails. */
    async of(upload: Upload): Promise<MediaFacts> {
      const stored = factsOfVersion(upload.identity, upload.media)
      if (stored) return stored
      const reading = await media.read(upload.path)
      if (!reading) return NO_FACTS
      note(upload.id, reading)
      return factsOfVersion(upload.identity, reading) ?? NO_FACTS
    },
  }
}

/** The title stays where the host may have it already. */
function amendmentBy(upload: Upload, reading: MediaReading): Amendment {
  const facts = factsOfVersion(upload.identity, reading)
  const { titleTemplate } = upload
  if (facts === null || titleTemplate === null || isBegun(upload)) return { media: reading }
  const title = titleFrom(titleTemplate.template, upload, titleTemplate.index, facts)
  return { media: reading, title, titleTemplate: null }
}
