/** @file Reelay in this process over a journal with many rows; nothing of it is sent. */
import { setTimeout as sleep } from 'node:timers/promises'
import { compose } from '../../src-main/compose.ts'
import type { Channel } from '../../src-main/contract/channels.ts'
import type { Envelope, Input, Output } from '../../src-main/contract/requests.ts'
import type { TaskView } from '../../src-main/contract/task.ts'
import { memoryStore, mirrorCipher, silentLog } from './fakes.ts'

/** The account of the rows of `makeBigJournal`. */
const ACCOUNTS = {
  defaultId: 'one',
  accounts: [
    {
      id: 'one',
      provider: 'tus',
      name: 'Studio',
      settings: { endpoint: 'http://127.0.0.1:1/files/' },
      defaults: { options: {}, titleTemplate: null },
      adHoc: false,
    },
  ],
}

export async function openMany(dataDir: string) {
  const host = {
    dataDir,
    version: 'test',
    openStore: (name: string) => memoryStore(name === 'accounts' ? { version: 1, data: ACCOUNTS } : undefined),
    openLog: () => silentLog,
    warn: () => {},
    cipher: mirrorCipher,
    resolveProxy: null,
    trash: () => Promise.reject(new Error('nothing is moved here')),
    actions: {
      info: () => ({
        version: 'test',
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
  const days = [0, 1, 2, 3, 4, 5, 6]
  const never = { days, from: '00:00', to: '00:00', bytesPerSecond: 0 }
  const composed = await compose(host, { scope: 'session', overrides: { schedule: [never] } })
  if (composed.kind !== 'owner') throw new Error('the folder is taken')
  const { reelay } = composed
  const told: (readonly TaskView[])[] = []
  reelay.publisher.subscribe((event, payload) => {
    if (event === 'tasks.changed') told.push(payload as readonly TaskView[])
  })
  reelay.start()

  async function ask<C extends Channel>(channel: C, input: Input<C>): Promise<Output<C>> {
    const answer = (await reelay.dispatch(channel, input)) as Envelope<Output<C>>
    if (!answer.ok) throw new Error(`${answer.error.code} ${JSON.stringify(answer.error.params)}`)
    return answer.value
  }

  return {
    ask,
    /** Every list of tasks that was told. */
    told,
    /** The most rows between two lists that were told. */
    longestSlice(): number {
      const done = told.flatMap((tasks) => tasks.filter(({ state }) => state === 'running').map((task) => task.done))
      return Math.max(0, ...done.slice(1).map((now, index) => now - (done[index] ?? 0)))
    },
    /** Until no task runs any more. */
    async untilQuiet(): Promise<void> {
      while ((await ask('tasks.list', {})).some(({ state }) => state === 'running' || state === 'undoing')) await sleep(20)
    },
    [Symbol.asyncDispose]: () => reelay.close(),
  }
}
