/** @file Which data folder a command uses: one that is named, that of the running app, or the command's own. */
import { existsSync } from 'node:fs'
import { appDataDir, requireRunningApp, runningApp } from './app-folder.ts'
import type { CommandContext } from './attach.ts'
import { printProblem } from './output/terminal.ts'
import { usage } from './parse.ts'
import { dataDirFrom } from './paths.ts'

/**
 * A person who runs the app may expect its queue at the first use of the command; a note says how to reach it.
 *
 * @throws FailureError `input.invalid` for two folders at once, and when the app is asked for and does not run
 */
export async function folderFrom(
  { dataDir: named, app }: { readonly dataDir?: string; readonly app?: boolean },
  env: NodeJS.ProcessEnv,
): Promise<Pick<CommandContext, 'dataDir' | 'isAppFolder'>> {
  if (app) {
    if (named !== undefined) throw usage('--app and --data-dir name two folders. Use one of them.')
    const dataDir = env['REELAY_DATA_DIR'] ? dataDirFrom(undefined, env) : appDataDir(env)
    await requireRunningApp(dataDir)
    return { dataDir, isAppFolder: true }
  }
  const dataDir = dataDirFrom(named, env)
  const isUsual = named === undefined && !env['REELAY_DATA_DIR']
  if (isUsual && !existsSync(dataDir) && (await runningApp(appDataDir(env)))) {
    printProblem('The Reelay app is running. This command begins a queue of its own; with --app it uses that of the app.')
  }
  return { dataDir, isAppFolder: false }
}
