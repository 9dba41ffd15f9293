/** @file A harness with a temporary folder, a tus server and the built command line. */
import { type CliOptions, runCli, startCli } from './cli.ts'
import { tempFolder } from './temp-folder.ts'
import { startTusServer } from './tus-server.ts'

export async function openCliHarness() {
  const folder = await tempFolder()
  const server = await startTusServer({ directory: folder.in('stored') })
  const dataDir = folder.in('data')
  return {
    folder,
    server,
    dataDir,
    run: (args: readonly string[], options: Partial<CliOptions> = {}) => runCli(args, { dataDir, ...options }),
    start: (args: readonly string[], options: Partial<CliOptions> = {}) => startCli(args, { dataDir, ...options }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}
