/** @file A harness for watched folders on Windows: a tus server, an account, and the service. */
import { mkdir } from 'node:fs/promises'
import { type Line, onceOwnerAnswers } from '../cli.ts'
import { startTusServer, type TusServer } from '../tus-server.ts'
import { until as pollUntil } from '../until.ts'
import type { ReelayOptions, RunningReelay, Windows } from './windows.ts'

const PATIENCE_MS = 180_000

export interface WindowsWatchHarness extends AsyncDisposable {
  readonly server: TusServer
  /** `watch add` with a short quiet time; returns the id. */
  add(folder: string, ...flags: string[]): Promise<string>
  /** `watch run`, once every folder was scanned. */
  run(options?: ReelayOptions): Promise<RunningReelay>
  view(id: string): Promise<Line>
  files(id: string): Promise<readonly Line[]>
  /** Names of everything that arrived as a whole. */
  arrived(): Promise<string[]>
  untilArrived(...names: string[]): Promise<void>
  until(description: string, condition: () => Promise<boolean> | boolean): Promise<void>
}

export async function openWindowsWatchHarness(windows: Windows): Promise<WindowsWatchHarness> {
  await mkdir(windows.folder.in('store'))
  const server = await startTusServer({ directory: windows.folder.in('store') })
  const started: RunningReelay[] = []
  const must = async (...args: string[]): Promise<readonly Line[]> => {
    const { code, lines, stdout, stderr } = await onceOwnerAnswers(() => windows.reelay(args))
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}\n${stdout}${stderr}`)
    return lines
  }
  await must('account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`)

  async function until(description: string, condition: () => Promise<boolean> | boolean): Promise<void> {
    const options = { everyMs: 100, patienceMs: PATIENCE_MS }
    await pollUntil(description, condition, options).catch((caught: unknown) => {
      throw new Error(`${String(caught)}\n${started.map((one) => one.stderr()).join('')}`, { cause: caught })
    })
  }

  async function arrived(): Promise<string[]> {
    const whole = (await server.uploads()).filter(({ sizeBytes, storedBytes }) => sizeBytes === storedBytes)
    return whole.map(({ metadata }) => metadata['filename'] ?? '').sort()
  }

  async function views(): Promise<readonly Line[]> {
    return (await must('watch', 'list')).filter(({ type }) => type === 'watch')
  }

  return {
    server,
    async add(folder, ...flags) {
      const [line] = await must('watch', 'add', folder, '--account', 'Studio', '--quiet', '1', ...flags)
      return String(line?.['id'])
    },
    async run(options) {
      const running = await windows.start(['watch', 'run'], options)
      started.push(running)
      await running.waitFor(({ type }) => type === 'note')
      await until('every folder is looked at', async () => {
        const folders = await views()
        return folders.length > 0 && folders.every(({ lastScan }) => lastScan !== null)
      })
      return running
    },
    async view(id) {
      const found = (await views()).find((view) => view['id'] === id)
      if (!found) throw new Error(`no folder ${id} is watched`)
      return found
    },
    files: (id) => must('watch', 'files', id),
    arrived,
    async untilArrived(...names) {
      const wanted = names.toSorted().join()
      let last: string[] = []
      await until(`arrived: ${wanted}`, async () => {
        last = await arrived()
        return last.join() === wanted
      }).catch((caught: unknown) => {
        throw new Error(`arrived only: ${last.join()}`, { cause: caught })
      })
    },
    until,
    async [Symbol.asyncDispose]() {
      for (const running of started) await running[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}
