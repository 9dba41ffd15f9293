/** @file Reelay in this process over a journal with many rows; nothing is sent. */
import type { TaskView } from '../../src-main/contract/queue/task.ts'
import { openInProcess } from './in-process.ts'
import { until } from './until.ts'

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
  const days = [0, 1, 2, 3, 4, 5, 6]
  const never = { days, from: '00:00', to: '00:00', bytesPerSecond: 0 }
  const options = { scope: 'session' as const, overrides: { schedule: [never] } }
  const { reelay, ask } = await openInProcess(dataDir, options, { accounts: { version: 1, data: ACCOUNTS } })
  const published: (readonly TaskView[])[] = []
  reelay.publisher.subscribe((event, payload) => {
    if (event === 'tasks.changed') published.push(payload as readonly TaskView[])
  })
  reelay.start()

  return {
    ask,
    /** The payload of every `tasks.changed`. */
    published,
    /** The most rows between two payloads. */
    longestSlice(): number {
      const done = published.flatMap((tasks) => tasks.filter(({ state }) => state === 'running').map((task) => task.done))
      return Math.max(0, ...done.slice(1).map((now, index) => now - (done[index] ?? 0)))
    },
    /** Resolves when no task runs any more. */
    untilQuiet: (): Promise<void> =>
      until('no task runs', async () =>
        (await ask('tasks.list', {})).every(({ state }) => state !== 'running' && state !== 'undoing'),
      ),
    [Symbol.asyncDispose]: () => reelay.close(),
  }
}
