/**
 * @file Asks the host of an upload when it drops what is unfinished, while the bytes are on their way: once an attempt, until it has
 * said it. What the provider reckons by itself stands until then.
 */
import type { Log } from '../ports.ts'
import type { PrepareContext, Provider, ProviderAccount } from '../providers/provider.ts'
import type { Records } from './records.ts'
import type { Upload } from './upload.ts'

/** For an upload of minutes the end is too far away to matter, and calls are counted by hosts. */
const WORTH_ASKING_S = 600

/** Among what is noted about a video: the one whose end its host has said. Another video has another end. */
const STATED_FOR = 'deadlineSaidFor'

/** Whether the end is that of the host, and no reckoning. */
export const isDeadlineFromHost = ({ remote, remoteId }: Pick<Upload, 'remote' | 'remoteId'>): boolean =>
  remoteId !== null && remote[STATED_FOR] === remoteId

export function createDeadline({
  provider,
  account,
  records,
  log,
}: {
  provider: Provider
  account: ProviderAccount
  records: Records
  log: Log
}) {
  const ended = new AbortController()
  let asked: Promise<void> | null = null

  async function askNow(id: string, context: PrepareContext): Promise<void> {
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
    ask(id: string, context: PrepareContext): void {
      if (context.expected && context.expected.seconds >= WORTH_ASKING_S) asked ??= askNow(id, context)
    },
    /** The attempt is over: an answer is not waited for. */
    async end(): Promise<void> {
      ended.abort()
      await asked
    },
  }
}
