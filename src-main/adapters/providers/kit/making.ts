/**
 * @file Creates a video at a provider once, whatever interrupts the attempt.
 *
 * [Note: One video per upload] That a video is about to be created is stored before the request is sent, and the id of the
 * video before anything follows. A note without an id therefore means that the answer never arrived or was never stored: the
 * video may exist, and the next attempt searches for it instead of creating a second one.
 */
import { dispositionOf, type Failure, FailureError, failure, failureFrom } from '../../../contract/errors.ts'
import type { PrepareContext } from '../../../engine/providers/provider.ts'
import type { Upload } from '../../../engine/queue/upload.ts'

/** Clocks of a provider and of this computer may differ by this much. */
export const CLOCK_SLACK_MS = 10 * 60_000

/** What was created or found at the provider. */
export interface Made {
  readonly remoteId: string
  readonly uploadUrl?: string
  /** What to note about it; no secrets. */
  readonly remote?: Readonly<Record<string, string>>
}

interface MakingSteps {
  readonly make: () => Promise<Made>
  /**
   * Searches for what an interrupted attempt has created since then (epoch ms, with room for clocks that differ); `null` when
   * it does not exist. Left out for providers without a call to search.
   */
  readonly find?: (since: number) => Promise<Made | null>
  /** Name of the provider, for messages. */
  readonly provider: string
  readonly now: () => number
}

/**
 * The id of the video of an upload: the stored one, that of an interrupted attempt, or a new one.
 *
 * @throws FailureError `upload.orphan` when it may exist and cannot be searched for
 */
export async function madeOnce(
  upload: Pick<Upload, 'remoteId' | 'remote' | 'title' | 'name'>,
  context: PrepareContext,
  steps: MakingSteps,
): Promise<{ readonly remoteId: string; readonly remote: Readonly<Record<string, string>> }> {
  if (upload.remoteId !== null) return { remoteId: upload.remoteId, remote: upload.remote }
  const askedAt = upload.remote['askedAt']
  if (askedAt !== undefined) {
    if (!steps.find) {
      throw new FailureError(failure('upload.orphan', { host: steps.provider, name: upload.title ?? upload.name }))
    }
    const found = await steps.find(Number(askedAt) - CLOCK_SLACK_MS)
    if (found) return noted(found, context)
  }
  context.note({ made: { askedAt: String(steps.now()) } })
  let made: Made
  try {
    made = await steps.make()
  } catch (caught) {
    if (surelyNotMade(failureFrom(caught))) context.note({ made: null })
    throw caught
  }
  return noted(made, context)
}

function noted(made: Made, context: PrepareContext): { remoteId: string; remote: Readonly<Record<string, string>> } {
  const remote = made.remote ?? {}
  context.note({ remoteId: made.remoteId, made: remote, ...(made.uploadUrl === undefined ? {} : { uploadUrl: made.uploadUrl }) })
  return { remoteId: made.remoteId, remote }
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

/** The provider refused the request or was never reached: then there is nothing to search for. */
export function surelyNotMade(problem: Failure): boolean {
  if (NEVER_REACHED.has(problem.code)) return true
  if (problem.code === 'server.answer' || problem.code === 'internal.bug') return false
  return ['attention', 'final', 'wait-host', 'reject'].includes(dispositionOf(problem))
}
