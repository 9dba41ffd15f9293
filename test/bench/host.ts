/** @file Reelay in this process, with nothing kept but its journal. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { compose } from '../../src-main/compose.ts'
import type { Channel } from '../../src-main/contract/channels.ts'
import type { Envelope, Input, Output } from '../../src-main/contract/requests.ts'
import { memoryStore, mirrorCipher, silentLog } from '../support/fakes.ts'

export async function openReelay() {
  const dataDir = await mkdtemp(join(tmpdir(), 'reelay-bench-'))
  const host = {
    dataDir,
    version: 'bench',
    openStore: () => memoryStore(),
    openLog: () => silentLog,
    warn: () => {},
    cipher: mirrorCipher,
    resolveProxy: null,
    trash: () => Promise.reject(new Error('nothing is moved in a benchmark')),
    actions: {
      info: () => ({
        version: 'bench',
        host: 'headless' as const,
        platform: process.platform,
        dataDir,
        nativeDialogs: false,
        watching: false,
      }),
      pickFiles: () => Promise.resolve([]),
      takeArrivals: () => [],
    },
  }
  const composed = await compose(host, { scope: 'all', overrides: { concurrency: 10 } })
  if (composed.kind !== 'owner') throw new Error('the folder is taken')
  const { reelay } = composed
  return {
    reelay,
    dataDir,
    async ask<C extends Channel>(channel: C, input: Input<C>): Promise<Output<C>> {
      const answer = (await reelay.dispatch(channel, input)) as Envelope<Output<C>>
      if (!answer.ok) throw new Error(`${answer.error.code} ${JSON.stringify(answer.error.params)}`)
      return answer.value
    },
    async close(): Promise<void> {
      await reelay.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
