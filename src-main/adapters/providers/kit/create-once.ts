/**
 * @file Creates the video of an upload at a provider exactly once, even if the attempt is interrupted.
 *
 * [Note: One video per upload] Before the request is sent, it is stored that a video is about to be created; before anything else
 * follows, the id of the video is stored. If only the first is stored, the answer never arrived or was never stored: the video may
 * exist, and the next attempt searches for it instead of creating a second one.
 */
import { dispositionOf, type Failure, FailureError, failure, failureFrom } from '../../../contract/errors/errors.ts'
import type { PrepareContext } from '../../../engine/providers/provider.ts'
import type { Upload } from '../../../engine/queue/upload.ts'

/** Clocks of a provider and of this computer may differ by this much. */
export const CLOCK_SLACK_MS = 10 * 60_000

/** A video that was created or found at the provider. */
export interface CreatedVideo {
  readonly remoteId: string
  readonly uploadUrl?: string
  /** Facts about it to store; no secrets. */
  readonly remote?: Readonly<Record<string, string>>
}

interface CreationSteps {
  readonly create: () => Promise<CreatedVideo>
  /**
   * Searches for the video that an interrupted attempt has created since then (epoch ms, minus `CLOCK_SLACK_MS`); `null` if it does
   * not exist. Omitted for providers without a call to search.
   */
  readonly find?: (since: number) => Promise<CreatedVideo | null>
  /** Name of the provider, for messages. */
  readonly provider: string
  readonly now: () => number
}

/**
 * The id of the video of an upload: the stored one, that of an interrupted attempt, or that of a new video.
 *
 * @throws FailureError `upload.orphan` if the video may exist and cannot be searched for
 */
export async function createOnce(
  upload: Pick<Upload, 'remoteId' | 'remote' | 'title' | 'name'>,
  context: PrepareContext,
  steps: CreationSteps,
): Promise<{ readonly remoteId: string; readonly remote: Readonly<Record<string, string>> }> {
  if (upload.remoteId !== null) return { remoteId: upload.remoteId, remote: upload.remote }
  const askedAt = upload.remote['askedAt']
  if (askedAt !== undefined) {
    if (!steps.find) {
      throw new FailureError(failure('upload.orphan', { host: steps.provider, name: upload.title ?? upload.name }))
    }
    const found = await steps.find(Number(askedAt) - CLOCK_SLACK_MS)
    if (found) return store(found, context)
  }
  context.note({ made: { askedAt: String(steps.now()) } })
  const created = await steps.create().catch((caught: unknown) => {
    if (surelyNotCreated(failureFrom(caught))) context.note({ made: null })
    throw caught
  })
  return store(created, context)
}

function store(video: CreatedVideo, context: PrepareContext): { remoteId: string; remote: Readonly<Record<string, string>> } {
  const { remoteId, remote = {}, uploadUrl } = video
  context.note({ remoteId, made: remote, ...(uploadUrl === undefined ? {} : { uploadUrl }) })
  return { remoteId, remote }
}

const NEVER_REACHED: ReadonlySet<Failure['code']> = new Set([
  'network.dns',
  'network.unreachable',
  'network.localDenied',
  'network.tls',
  'network.offline',
  'network.redirect',
  'network.proxy',
  'network.behindProxy',
  // No connection could be opened.
  'system.files',
])

/** Whether the provider refused the request or was never reached: then there is no video to search for. */
export function surelyNotCreated(problem: Failure): boolean {
  if (NEVER_REACHED.has(problem.code)) return true
  if (problem.code === 'server.answer' || problem.code === 'internal.bug') return false
  return ['attention', 'final', 'wait-host', 'reject'].includes(dispositionOf(problem))
}
