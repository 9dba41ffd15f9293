/** @file Reelay in this process, composed as for the headless host; only the journal is on disk. */
import process from 'node:process'
import { compose } from '../../src-main/compose.ts'
import type { Channel } from '../../src-main/contract/channels.ts'
import type { Envelope, Input, Output } from '../../src-main/contract/requests.ts'
import type { EngineOptions } from '../../src-main/engine/engine.ts'
import type { Cipher } from '../../src-main/engine/ports/settings.ts'
import { readHostFacts } from '../../src-main/host-facts.ts'
import { unsupportedUpdates } from '../../src-main/ipc/unsupported-updates.ts'
import { memoryStore, mirrorCipher, silentLog } from './fakes.ts'

/** @param stored content of settings files, by their name */
export async function openInProcess(
  dataDir: string,
  options: EngineOptions,
  stored: Readonly<Record<string, object>> = {},
  cipher: Partial<Cipher> = {},
) {
  const host = {
    dataDir,
    version: 'test',
    openStore: (name: string) => memoryStore(stored[name]),
    openLog: () => silentLog,
    warn: () => {},
    cipher: { ...mirrorCipher, ...cipher },
    resolveProxy: null,
    trash: () => Promise.reject(new Error('nothing is moved here')),
    systemThumbnail: null,
    actions: {
      info: () => ({
        version: 'test',
        host: 'headless' as const,
        platform: process.platform,
        dataDir,
        languages: null,
        nativeDialogs: false,
        watching: false,
      }),
      pickFiles: () => Promise.resolve([]),
      takeArrivals: () => [],
      updates: unsupportedUpdates('test'),
      facts: () => readHostFacts(dataDir, { packaged: false, crashDumps: null }),
      licences: async () => [],
      showFolder: async () => {},
      showFile: () => {},
      savePdf: async () => false,
    },
  }
  const composed = await compose(host, options)
  if (composed.kind !== 'owner') throw new Error('the folder is taken')
  const { reelay } = composed

  async function ask<C extends Channel>(channel: C, input: Input<C>): Promise<Output<C>> {
    const answer = (await reelay.dispatch(channel, input)) as Envelope<Output<C>>
    if (!answer.ok) throw new Error(`${answer.error.code} ${JSON.stringify(answer.error.params)}`)
    return answer.value
  }

  return { reelay, ask }
}
