/** @file A harness with the simulator of a provider, a data folder and the built command line. */
import { type CliResult, type RunningCli, runCli, startCli } from './cli.ts'
import { filesWith } from './files-with.ts'
import { writeMedia } from './media.ts'
import { SIMULATORS, type SimulatedProvider } from './simulators/all.ts'
import type { Simulator } from './simulators/simulator.ts'
import { tempFolder } from './temp-folder.ts'

export interface SimulatorHarness extends AsyncDisposable {
  readonly host: Simulator
  readonly dataDir: string
  /** The output of all commands so far. */
  readonly printed: readonly string[]
  in(...names: string[]): string
  cli(...args: string[]): Promise<CliResult>
  start(...args: string[]): RunningCli
  /** Adds or updates the account; secrets are passed in environment variables. */
  account(verb: 'add' | 'update', secrets: Readonly<Record<string, string>>): Promise<CliResult>
  /** Writes a clip and returns its SHA-256. */
  clip(name: string, sizeBytes: number): Promise<string>
  upload(name: string, ...more: string[]): string[]
  /** Names of files of the data folder that hold any of these texts, in clear, URL-encoded or in base64. */
  filesWith(texts: readonly string[]): Promise<string[]>
}

export async function openSimulatorHarness(provider: SimulatedProvider): Promise<SimulatorHarness> {
  const folder = await tempFolder()
  const host = await SIMULATORS[provider]({ directory: folder.in('host') })
  const dataDir = folder.in('data')
  const printed: string[] = []
  const started: RunningCli[] = []
  const note = (result: CliResult): CliResult => {
    printed.push(result.stdout, result.stderr)
    return result
  }
  const cli = async (args: readonly string[], env: Record<string, string> = {}): Promise<CliResult> =>
    note(await runCli(args, { dataDir, env }))

  return {
    host,
    dataDir,
    printed,
    in: folder.in,
    cli: (...args) => cli(args),
    start(...args) {
      const running = startCli(args, { dataDir })
      started.push(running)
      running.result.then(note, () => {})
      return running
    },
    account(verb, secrets) {
      const settings =
        verb === 'add' ? Object.entries(host.account.settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]) : []
      const names = Object.keys(secrets)
      const flags = names.flatMap((name, index) => ['--secret', `${name}=env:STUDIO_SECRET_${index}`])
      const env = Object.fromEntries(names.map((name, index) => [`STUDIO_SECRET_${index}`, secrets[name] ?? '']))
      return cli(['account', verb, ...(verb === 'add' ? [provider] : []), 'Studio', ...settings, ...flags], env)
    },
    clip: (name, sizeBytes) => writeMedia(folder.in('clips', name), sizeBytes),
    upload: (name, ...more) => ['upload', folder.in('clips', name), '--account', 'Studio', ...more],
    filesWith: (texts) => filesWith(dataDir, texts),
    async [Symbol.asyncDispose]() {
      // A test that failed may have left its command behind.
      for (const running of started) await running[Symbol.asyncDispose]()
      await host[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}
