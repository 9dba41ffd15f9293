/** @file A harness with a temporary folder, a tus server and the built command line. */
import { type CliOptions, type CliResult, runCli, startCli } from './cli.ts'
import { tempFolder } from './temp-folder.ts'
import { startTusServer } from './tus-server.ts'

export async function openCliHarness() {
  const folder = await tempFolder()
  const server = await startTusServer({ directory: folder.in('stored') })
  const dataDir = folder.in('data')
  const run = (args: readonly string[], options: Partial<CliOptions> = {}) => runCli(args, { dataDir, ...options })
  const start = (args: readonly string[], options: Partial<CliOptions> = {}) => startCli(args, { dataDir, ...options })
  const uploadOf = (words: readonly string[]): string[] => ['upload', ...words, '--endpoint', server.endpoint]
  return {
    folder,
    server,
    dataDir,
    run,
    start,
    /** Sends files to the server; flags may follow. */
    upload: (...words: string[]): Promise<CliResult> => run(uploadOf(words)),
    /** Sends a part of a large file, and is ended. */
    async begin(path: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
      server.slowDown(4_000_000)
      await using running = start(uploadOf([path]))
      await running.waitFor((line) => line['state'] === 'uploading')
      await server.untilReceived(3_000_000)
      running.kill(signal)
      await running.result
      server.slowDown(Number.POSITIVE_INFINITY)
    },
    /** How many uploads were begun at the server. */
    creations: (): number => server.requestsBy('POST').length,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}
