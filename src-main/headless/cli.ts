/** @file The `reelay` command line: names and options of the commands. What they do is in `commands/`. */
import { Command, CommanderError } from 'commander'
import { failureFrom, messageOf } from '../contract/errors/errors.ts'
import { printableLines } from '../contract/text/printable.ts'
import type { CommandContext, RunCommand } from './attach.ts'
import { addLiveCommands } from './cli-live.ts'
import { addWatchCommands } from './cli-watch.ts'
import {
  addAccount,
  listAccounts,
  listChoices,
  listProviders,
  removeAccount,
  testAccount,
  updateAccount,
} from './commands/account.ts'
import { activity } from './commands/activity.ts'
import { showDiagnostics, showLicences } from './commands/diagnostics.ts'
import { history } from './commands/history.ts'
import { importLinks } from './commands/import.ts'
import { changeQueue, listQueue, QUEUE_VERBS, type QueueFlags } from './commands/queue.ts'
import { showUpload, showUploadLog } from './commands/queue-show.ts'
import { receipts } from './commands/receipts.ts'
import { repair } from './commands/repair.ts'
import { serve } from './commands/serve.ts'
import { listSettings, setSettings } from './commands/settings.ts'
import { upload } from './commands/upload.ts'
import { verify } from './commands/verify.ts'
import { EXIT, exitFor } from './exit.ts'
import { folderFrom } from './folder.ts'
import { printProblem } from './output/terminal.ts'
import { collect } from './parse.ts'

interface GlobalFlags {
  readonly dataDir?: string
  readonly app?: boolean
  readonly json?: boolean
  readonly verbose?: boolean
}

type CliOptions = Omit<CommandContext, 'dataDir' | 'isAppFolder' | 'json' | 'verbose'>

/** Runs one command line and returns its exit code; errors are printed already. */
export async function runCli(argv: readonly string[], options: CliOptions): Promise<number> {
  let exitCode: number = EXIT.ok
  const program = createProgram(options, (code) => {
    exitCode = code
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return exitCode
  } catch (caught) {
    if (caught instanceof CommanderError) return caught.exitCode === 0 ? EXIT.ok : EXIT.usage
    const problem = failureFrom(caught)
    if (options.interrupted.aborted && problem.code === 'host.closing') {
      if (problem.detail) printProblem(`reelay: stopped; ${problem.detail}.`)
      return EXIT.interrupted
    }
    printProblem(`reelay: ${messageOf(problem)}`)
    return exitFor(problem)
  }
}

function createProgram(options: CliOptions, setExit: (code: number) => void): Command {
  const program = new Command('reelay')
    .description('Sends video files to where they belong, and goes on where it stopped.')
    .version(options.version)
    .option('--data-dir <dir>', 'where Reelay keeps its queue and settings (also REELAY_DATA_DIR)')
    .option('--app', 'let the running desktop app do it: its queue, accounts and settings')
    .option('--json', 'one JSON object per line on standard output')
    .option('--verbose', 'tell more, on standard error')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(printableLines(text)) })
    .showHelpAfterError('Try: reelay --help')

  const run: RunCommand =
    (command) =>
    async (...args) => {
      const flags = program.opts<GlobalFlags>()
      const folder = await folderFrom(flags, process.env)
      setExit(await command({ ...options, ...folder, json: flags.json ?? false, verbose: flags.verbose ?? false }, ...args))
    }

  program
    .command('upload')
    .description('send files and folders, and wait until they are there')
    .argument('<path...>', 'files, or folders with everything below them')
    .option('--account <name>', 'send to this account; repeat it to send to several', collect, [])
    .option('--endpoint <url>', 'send to this tus address; with a token in it, as env:VARIABLE, file:PATH or -')
    .option('--header <line>', 'a header for --endpoint: “Name: value”, the value as env:VARIABLE, file:PATH or -', collect, [])
    .option('--title <text>', 'title at the host')
    .option('--meta <key=value>', 'metadata at the host', collect, [])
    .option('--option <key=value>', 'an option of the provider', collect, [])
    .option('--concurrency <n>', 'uploads at the same time, 1 to 10')
    .option('--chunk-size <bytes>', 'bytes per request')
    .option('--limit <bytes>', 'bytes per second for all uploads together')
    .option('--again', 'send files again that were already sent')
    .option('--start-over', 'drop unfinished uploads of these files and begin anew')
    .option('--wait-ready', 'wait until the host has processed the video, too')
    .action(run(upload))

  program
    .command('import')
    .description('let the host copy videos from links')
    .argument('[url...]', 'links that begin with https://, http:// or sftp://')
    .option('--account <name>', 'copy to this account')
    .option('--from <file>', 'links from a text or CSV file; - for standard input', collect, [])
    .option('--title <text>', 'title at the host')
    .option('--option <key=value>', 'an option of the provider', collect, [])
    .option('--again', 'copy links again that were already copied')
    .option('--anyway', 'also links whose ending is unusual for a video')
    .option('--wait-ready', 'wait until the host has copied and processed the videos')
    .action(run(importLinks))

  addWatchCommands(program, run)

  const queue = program.command('queue').description('look at the queue and change it')
  queue.command('list').description('all uploads').action(run(listQueue))
  queue
    .command('show')
    .description('one upload, and what happened to it')
    .argument('<id>', 'from queue list')
    .action(run(showUpload))
  queue
    .command('log')
    .description('one upload in technical detail: every request, its answer and its time')
    .argument('<id>', 'from queue list')
    .action(run(showUploadLog))
  for (const verb of QUEUE_VERBS) {
    queue
      .command(verb)
      .description(
        verb === 'send-as-is' ? 'send files that are not what was offloaded; their receipts say so' : `${verb} uploads`,
      )
      .argument('[id...]', 'ids from queue list')
      .option('--all', 'all that can')
      .option('--remote <what>', 'delete or keep what the host has (cancel and remove only)')
      .action(run((context, ids: string[], flags: QueueFlags) => changeQueue(context, verb, ids, flags)))
  }

  const account = program.command('account').description('where files can be sent')
  account.command('providers').description('providers and the fields of their accounts').action(run(listProviders))
  account.command('list').description('all accounts').action(run(listAccounts))
  account
    .command('add')
    .description('add an account')
    .argument('<provider>')
    .argument('<name>')
    .option('--set <field=value>', 'a field; see account providers. The value may be env:VARIABLE, file:PATH or -', collect, [])
    .option('--secret <field=source>', 'a secret field: env:VARIABLE, file:PATH or - for standard input', collect, [])
    .action(run(addAccount))
  account
    .command('update')
    .description('change fields or secrets of an account; what is not named stays')
    .argument('<name>')
    .option('--set <field=value>', 'a field', collect, [])
    .option('--secret <field=source>', 'a secret field: env:VARIABLE, file:PATH or - for standard input', collect, [])
    .action(run(updateAccount))
  account.command('test').description('ask the host').argument('<name>').action(run(testAccount))
  account
    .command('choices')
    .description('what the host lists for an option, such as directoryId of Gcore')
    .argument('<name>')
    .argument('<option>')
    .action(run(listChoices))
  account.command('remove').description('forget an account').argument('<name>').action(run(removeAccount))

  addLiveCommands(program, run)

  const settings = program.command('settings').description('how Reelay works on this machine')
  settings.command('list').description('all settings').action(run(listSettings))
  settings
    .command('set')
    .description('change settings; all of them, or none when one is refused')
    .argument('[name=value...]', 'numbers as they are, lists and objects in JSON')
    .option('--secret <proxy=source>', 'name:password of the proxy: env:VARIABLE, file:PATH or - for standard input', collect, [])
    .option('--proxy <address>', 'which proxy the sign-in is for; without it the one of proxyUrl. No other one gets it')
    .action(run(setSettings))

  program
    .command('receipts')
    .description('what was sent')
    .argument('[folder]', 'for ascmhl: list all of this folder')
    .option(
      '--format <format>',
      'json, csv, html for a page to print, mhl for the manifest of a batch, or ascmhl for a hash list',
      'json',
    )
    .option('--since <date>', 'only from this date on')
    .option('--batch <id>', 'only what was added together')
    .option('--hash <format>', 'of ascmhl: c4 (if nothing is said), md5, sha1, xxh128, xxh3, xxh64; of mhl: md5, sha1, xxh64')
    .option('--out <file>', 'write to this file, as a whole or not at all')
    .action(run(receipts))

  program
    .command('verify')
    .description('read files again, and compare them with their receipts and hash lists')
    .argument('<path...>', 'files, or folders with everything below them')
    .action(run(verify))

  program
    .command('history')
    .description('what has ended, newest first: sent, failed and cancelled')
    .option('--result <result>', 'only sent, failed or cancelled')
    .option('--search <text>', 'only with this in its title, path, links or SHA-256')
    .option('--account <name>', 'only of this account')
    .option('--from <day>', 'only from this day on')
    .option('--to <day>', 'only until the end of this day')
    .option('--limit <n>', 'so many at most')
    .option('--format <format>', 'csv, json or html instead of a list')
    .option('--out <file>', 'write to this file, as a whole or not at all')
    .action(run(history))

  program
    .command('activity')
    .description('what was sent on each day to which account, and how fast it goes now')
    .option('--account <name>', 'only to this account')
    .option('--from <day>', 'only from this day on; without it the last 14 days')
    .option('--to <day>', 'only until the end of this day')
    .action(run(activity))

  program
    .command('repair')
    .description('damaged files of the data folder: what is lost, and how to go on')
    .argument('[file...]', 'only these, such as journal.db')
    .option('--restore', 'put whole copies in their place')
    .option('--go-on', 'begin without them; what is damaged is kept')
    .action(run(repair))

  program
    .command('diagnostics')
    .description('what Reelay and this computer are, and what went wrong last: without secrets, to pass on')
    .action(run(showDiagnostics))
  program.command('licences').description('the licences of the packages that Reelay contains').action(run(showLicences))

  program
    .command('serve')
    .description('run the queue and watch folders, with the interface in a browser')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on; 0 takes a free one', '0')
    .option('--open', 'open the browser')
    .option('--new-token', 'make the links and open pages of before useless')
    .action(run(serve))

  return program
}
