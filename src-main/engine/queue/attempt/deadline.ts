/**
 * @file Requests from the host, during the transfer, when it will drop the unfinished upload: once per attempt, until the host has
 * answered. Until then the estimate of the provider counts.
 */
import type { Log } from '../../ports.ts'
import type { PrepareContext, Provider, ProviderAccount } from '../../providers/provider.ts'
import type { Records } from '../records.ts'
import type { Upload } from '../upload.ts'

/** A shorter upload ends long before its deadline, and hosts limit the number of calls. */
const MIN_SECONDS = 600

/** The key in `Upload.remote` of the id of the video whose deadline the host has stated; another video has another deadline. */
const STATED_FOR = 'deadlineSaidFor'

/** Whether `expiresAt` is stated by the host, and no estimate. */
export const isDeadlineFromHost = ({ remote, remoteId }: Pick<Upload, 'remote' | 'remoteId'>): boolean =>
  remoteId !== null && remote[STATED_FOR] === remoteId

interface Deps {
  readonly provider: Provider
  readonly account: ProviderAccount
  readonly records: Records
  readonly log: Log
}

export function createDeadline({ provider, account, records, log }: Deps) {
  const ended = new AbortController()
  let requested: Promise<void> | null = null

  async function requestNow(id: string, context: PrepareContext): Promise<void> {
    const { remoteId, remote } = records.require(id)
    if (!provider.deadline || remoteId === null) return
    const signal = AbortSignal.any([context.signal, ended.signal])
    try {
      const expiresAt = await provider.deadline(account, { remoteId, remote }, { ...context, signal })
      const current = records.halted || signal.aborted ? null : records.get(id)
      if (expiresAt === null || current?.remoteId !== remoteId) return
      records.amend(id, { expiresAt, remote: { ...current.remote, [STATED_FOR]: remoteId } })
    } catch (caught) {
      if (!signal.aborted) log.info(`when the host drops upload ${id} is not known: ${String(caught)}`)
    }
  }

  return {
    request(id: string, context: PrepareContext): void {
      if (context.expected && context.expected.seconds >= MIN_SECONDS) requested ??= requestNow(id, context)
    },
    /** The attempt is over: aborts the request. */
    async end(): Promise<void> {
      ended.abort()
      await requested
    },
  }
}
