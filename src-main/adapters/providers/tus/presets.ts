/** @file Ready-made account settings for well-known tus servers. People replace the parts in `<…>`. */
import type { ProviderInfo } from '../../../contract/account.ts'

export const PRESETS: ProviderInfo['presets'] = [
  { label: 'tusd', settings: { endpoint: 'https://<host>/files/' } },
  {
    // Supabase docs, resumable-uploads: chunks of exactly 6 MiB; bucketName, objectName and contentType as metadata; the
    // token goes into the headers as `Authorization: Bearer …`, and `x-upsert: true` there replaces objects that exist.
    // Names of objects are plain letters (supabase/storage, limits).
    label: 'Supabase Storage',
    settings: {
      endpoint: 'https://<project>.storage.supabase.co/storage/v1/upload/resumable',
      metadata: 'bucketName=<bucket>\nobjectName={safename}\ncontentType={filetype}',
      chunkSize: '6291456',
      fixedChunks: 'true',
    },
  },
]
