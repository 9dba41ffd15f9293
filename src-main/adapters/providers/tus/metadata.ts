/** @file Metadata of a plain tus upload. */
import mime from 'mime'
import type { ProviderAccount } from '../../../engine/providers/provider.ts'
import type { Upload } from '../../../engine/queue/upload.ts'
import { titleOf } from '../kit/title.ts'
import { parseMetadata } from './fields.ts'

const UNKNOWN_TYPE = 'application/octet-stream'

/**
 * `filename` and `filetype` are what tusd and its clients use by convention; then come the account’s own lines, the title,
 * the options and the metadata of the upload, later ones winning.
 */
export function metadataOf(account: Pick<ProviderAccount, 'settings'>, upload: Upload): Record<string, string> {
  const filetype = mime.getType(upload.name)
  return {
    filename: upload.name,
    ...(filetype ? { filetype } : {}),
    ...withPlaceholders(parseMetadata(account.settings['metadata'] ?? ''), upload, filetype),
    ...(upload.title === null ? {} : { title: upload.title }),
    ...withPlaceholders(upload.options, upload, filetype),
    ...upload.metadata,
  }
}

/** Fills placeholders, so that a value can differ for each file, such as the name of an object in a bucket. */
function withPlaceholders(
  values: Readonly<Record<string, string>>,
  upload: Upload,
  filetype: string | null,
): Record<string, string> {
  const placeholders = new Map([
    ['filename', upload.name],
    ['safename', safeName(upload.name)],
    ['title', titleOf(upload)],
    ['filetype', filetype ?? UNKNOWN_TYPE],
    ['id', upload.id],
  ])
  const fill = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (placeholder, name: string) => placeholders.get(name) ?? placeholder)
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fill(value)]))
}

/** For values that take plain letters only, such as object names (supabase/storage, limits: others are refused). */
function safeName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^\w.-]+/g, '_')
}
