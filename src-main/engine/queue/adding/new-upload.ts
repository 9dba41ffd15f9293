/** @file The initial fields of an upload, and its title. */
import native from 'node:path'
import type { MediaFacts } from '../../../contract/media.ts'
import { fillTitle, needsFacts } from '../../../contract/text/title.ts'
import type { PathKind } from '../../files/paths.ts'
import type { Upload } from '../upload.ts'

/** Without its sort key, which is computed in the transaction that stores it. */
export type NewUpload = Omit<Upload, 'position'>

/** The fields of an upload of which nothing has been done yet. */
const UNSENT = {
  sentPrefix: null,
  media: null,
  learnedChunkBytes: null,
  state: 'queued',
  waiting: null,
  failure: null,
  uploadUrl: null,
  remoteId: null,
  remote: {},
  links: {},
  expiresAt: null,
  offload: null,
  sentAt: null,
  processing: null,
  pollAt: null,
  acceptedBytes: 0,
  bytesSent: 0,
  consecutiveFailures: 0,
  attempts: 0,
  restarts: 0,
  startedAt: null,
  settledAt: null,
} as const satisfies Partial<NewUpload>

export function newUpload(initial: Omit<NewUpload, keyof typeof UNSENT>): NewUpload {
  return { ...initial, ...UNSENT }
}

/** The title of a file that is added, and its template where that needs media facts, which are not read yet. */
export function titled(
  template: string | null,
  file: Pick<Upload, 'path' | 'identity'>,
  index: number,
): Pick<Upload, 'title' | 'titleTemplate'> {
  if (template === null) return { title: null, titleTemplate: null }
  return { title: titleFrom(template, file, index, null), titleTemplate: needsFacts(template) ? { template, index } : null }
}

/** The title from a template, `null` where the result is empty; `index` counts the files that were added together, from 1. */
export function titleFrom(
  template: string,
  { path, identity }: Pick<Upload, 'path' | 'identity'>,
  index: number,
  media: MediaFacts | null,
  kind: PathKind = native,
): string | null {
  const name = kind.basename(path, kind.extname(path))
  const changedAt = Number(BigInt(identity.mtimeNs) / 1_000_000n)
  return fillTitle(template, { name, folder: kind.basename(kind.dirname(path)), changedAt, index, media })
}
