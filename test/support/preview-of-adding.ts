/** @file The answer to `queue.previewAdd`, for renderer tests. */
import type { AddPreview } from '../../src-main/contract/queue/add-preview.ts'
import type { Input } from '../../src-main/contract/requests.ts'

/** Every path is a clip without conflicts. */
export function aPreviewOfAdding({ paths, except = [], to }: Input<'queue.previewAdd'>): AddPreview {
  const clips = paths.filter((path) => !except.includes(path))
  const counts = { queued: 0, sent: 0, unsure: 0, refused: 0 }
  const sums = { uploads: clips.length, bytes: clips.length * 1_000_000, durationSeconds: 0 }
  return {
    complete: true,
    clips: clips.length,
    bytes: sums.bytes,
    going: to.length === 0 ? 0 : clips.length,
    durationSeconds: null,
    shown: clips.map((path) => ({
      id: `clip-${path}`,
      thumbnail: path,
      path,
      name: path.split('/').at(-1) ?? '',
      sizeBytes: 1_000_000,
      modifiedAt: 1_700_000_000_000,
      media: null,
      growing: false,
      hasNamesake: false,
      failure: null,
      conflicts: [],
    })),
    unread: 0,
    namesakes: 0,
    accounts: to.map(({ account }) => ({ accountId: account, failure: null, ...sums, counts, refusals: [], lacks: null })),
    seconds: null,
    problems: [],
    problemCount: 0,
    leftOut: 0,
  }
}
