/** @file A harness with a folder to watch, a tus server that records every creation, and the built command line. */
import { mkdir } from 'node:fs/promises'
import { type CliOptions, type CliResult, type Line, onceOwnerAnswers, type RunningCli, runCli, startCli } from './cli.ts'
import { tempFolder } from './temp-folder.ts'
import { startTusServer, type TusServer } from './tus-server.ts'
import { until as pollUntil } from './until.ts'
import { asNobody } from './users.ts'

const CHECK_EVERY_MS = 100

/** An upload that was begun at the server. */
export interface Creation {
  readonly at: number
  readonly name: string
  readonly sizeBytes: number
}

/** A whole file at the server. */
export interface Arrival {
  readonly name: string
  readonly sizeBytes: number
  readonly sha256: string
}

export interface WatchCliHarness extends AsyncDisposable {
  readonly server: TusServer
  readonly dataDir: string
  /** The folder that `add` watches. */
  readonly clips: string
  readonly creations: readonly Creation[]
  /** Removes the last uploads from `creations`. */
  forget(creations: number): void
  in(...names: string[]): string
  cli(...args: string[]): Promise<CliResult>
  /** The output of a command without `--json`. */
  text(...args: string[]): Promise<string>
  /** `watch add` of the folder with a short quiet time. */
  add(...flags: string[]): Promise<string>
  /** `watch run` as a child process. */
  run(...flags: string[]): RunningCli
  /** `watch run`, once the folder was scanned. */
  watching(): Promise<RunningCli>
  /** Everything that arrived as a whole, by name. */
  arrived(): Promise<Arrival[]>
  /** Lines of `watch files`, sorted by path. */
  files(...flags: string[]): Promise<Line[]>
  /** The line of `watch list` of the only folder. */
  view(): Promise<Line>
  /** Polls until the condition is met. @throws Error with the description when that takes too long */
  until(description: string, condition: () => Promise<boolean> | boolean): Promise<void>
  untilArrived(count: number): Promise<Arrival[]>
}

export interface WatchCliHarnessOptions {
  readonly patienceMs?: number
  readonly env?: Readonly<Record<string, string>>
  /** Root may read everything; with this the command runs as nobody. */
  readonly asNobody?: boolean
  /** A command that runs `watch run`. */
  readonly through?: readonly string[]
}

export async function openWatchCliHarness(options: WatchCliHarnessOptions = {}): Promise<WatchCliHarness> {
  const { patienceMs = 60_000, env = {} } = options
  const folder = await tempFolder()
  const server = await startTusServer({ directory: folder.in('server') })
  const dataDir = folder.in('data')
  const clips = folder.in('clips')
  await mkdir(clips)
  const creations: Creation[] = []
  server.intercept(({ method, headers }) => {
    if (method === 'POST') {
      const name = /filename ([^,]+)/.exec(String(headers['upload-metadata'] ?? ''))?.[1] ?? ''
      const sizeBytes = Number(headers['upload-length'])
      creations.push({ at: Date.now(), name: Buffer.from(name, 'base64').toString(), sizeBytes })
    }
    return false
  })
  const started: RunningCli[] = []
  const cliOptions: CliOptions = { dataDir, env, ...(options.asNobody ? { uid: await asNobody(folder.path) } : {}) }
  const cli = (...args: string[]): Promise<CliResult> => onceOwnerAnswers(() => runCli(args, cliOptions))
  await must(cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`))

  const until: WatchCliHarness['until'] = (description, condition) =>
    pollUntil(description, condition, { everyMs: CHECK_EVERY_MS, patienceMs })

  function run(...flags: string[]): RunningCli {
    const running = startCli(['watch', 'run', ...flags], { ...cliOptions, through: options.through ?? [] })
    started.push(running)
    return running
  }

  async function arrived(): Promise<Arrival[]> {
    const whole = (await server.uploads()).filter(({ sizeBytes, storedBytes }) => sizeBytes === storedBytes)
    const found = whole.map(async (upload) => ({
      name: upload.metadata['filename'] ?? '',
      sizeBytes: upload.sizeBytes,
      sha256: await server.sha256(upload),
    }))
    return (await Promise.all(found)).sort((one, other) => (one.name < other.name ? -1 : 1))
  }

  async function view(): Promise<Line> {
    const { lines } = await must(cli('watch', 'list'))
    const line = lines.find(({ type }) => type === 'watch')
    if (!line) throw new Error('no folder is watched')
    return line
  }

  return {
    server,
    dataDir,
    clips,
    creations,
    forget: (count) => void creations.splice(-count),
    in: folder.in,
    cli,
    text: async (...args) => (await must(onceOwnerAnswers(() => runCli(args, { ...cliOptions, json: false })))).stdout,
    async add(...flags) {
      const { lines } = await must(cli('watch', 'add', clips, '--account', 'Studio', '--quiet', '1', ...flags))
      return String(lines[0]?.['id'])
    },
    run,
    async watching() {
      const running = run()
      await running.waitFor(({ type }) => type === 'note')
      await until('the folder is watched', async () => (await view())['lastScan'] !== null)
      return running
    },
    arrived,
    async files(...flags) {
      const { id } = await view()
      const { lines } = await must(cli('watch', 'files', String(id), ...flags))
      return lines.toSorted((one, other) => (String(one['path']) < String(other['path']) ? -1 : 1))
    },
    view,
    until,
    async untilArrived(count) {
      let found: Arrival[] = []
      await until(`${count} files at the server`, async () => {
        found = await arrived()
        return found.length >= count
      })
      return found
    },
    async [Symbol.asyncDispose]() {
      for (const running of started) await running[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** @throws Error with the output of the command when it fails */
export async function must(result: Promise<CliResult>): Promise<CliResult> {
  const { code, stdout, stderr, ...rest } = await result
  if (code !== 0) throw new Error(`ended with ${code}\n${stdout}${stderr}`)
  return { code, stdout, stderr, ...rest }
}
