/**
 * @file Makes a thing at a host once, whatever happens in between.
 *
 * [Note: One video per upload] That the host is about to be asked is stored before it is asked, and the id of what it made
 * before anything follows. A note without an id therefore means that the answer never arrived or was never stored: the
 * thing may be there, and the next attempt looks for it instead of making a second one.
 */
import { dispositionOf, type Failure, FailureError, failure, failureFrom } from '../../../contract/errors.ts'
import type { PrepareContext } from '../../../engine/providers/provider.ts'
import type { Upload } from '../../../engine/queue/upload.ts'

/** Clocks of a provider and of this computer may differ by this much. */
export const CLOCK_SLACK_MS = 10 * 60_000

/** What was made or found at the host. */
export interface Made {
  readonly remoteId: string
  readonly uploadUrl?: string
  /** What to note about it; no secrets. */
  readonly remote?: Readonly<Record<string, string>>
}

interface MakingSteps {
  readonly make: () => Promise<Made>
  /**
   * Looks for what an interrupted attempt has made since then (epoch ms, with room for clocks that differ); `null` when it
   * is not there. Left out for hosts that give no way to look.
   */
  readonly find?: (since: number) => Promise<Made | null>
  /** Name of the host, for the words. */
  readonly host: string
  readonly now: () => number
}

/**
 * The id of the video of an upload: the stored one, the one that an interrupted attempt made, or a new one.
 *
 * @throws FailureError `upload.orphan` when it may be there and cannot be looked for
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
      throw new FailureError(failure('upload.orphan', { host: steps.host, name: upload.title ?? upload.name }))
    }
    const found = await steps.find(Number(askedAt) - CLOCK_SLACK_MS)
    if (found) return noted(found, context)
  }
  context.note({ made: { askedAt: String(steps.now()) } })
  let made: Made
  try {
    made = await steps.make()
  } catch (caught) {
    if (surelyNotMade(caught)) context.note({ made: null })
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

/** The host answered with a refusal, or was never reached: then there is nothing to look for. */
function surelyNotMade(caught: unknown): boolean {
  const problem = failureFrom(caught)
  if (NEVER_REACHED.has(problem.code)) return true
  if (problem.code === 'server.answer' || problem.code === 'internal.bug') return false
  return ['attention', 'final', 'wait-host', 'reject'].includes(dispositionOf(problem))
}
