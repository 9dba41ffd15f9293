/** @file Names and options of the `watch` commands. What they do is in `commands/`. */
import type { Command } from 'commander'
import type { RunCommand } from './attach.ts'
import {
  addWatch,
  listWatches,
  type PauseFlags,
  pauseWatches,
  previewWatch,
  removeWatch,
  scanWatch,
  updateWatch,
} from './commands/watch.ts'
import { decideFiles, type FilesFlags, listWatchFiles } from './commands/watch-files.ts'
import { runWatch } from './commands/watch-run.ts'
import { collect } from './parse.ts'

const WATCH = 'a watched folder: its id, the beginning of it, or its path'

export function addWatchCommands(program: Command, run: RunCommand): void {
  const watch = program.command('watch').description('folders from which every finished file is sent once, by itself')
  withRules(watch.command('add').description('watch a folder').argument('<folder>'))
    .option('--dry-run', 'say what would be sent, and change nothing')
    .action(run(addWatch))
  withRules(watch.command('update').description('change rules; what is not named stays').argument('<id>', WATCH))
    .option('--dry-run', 'say what would be sent, and change nothing')
    .action(run(updateWatch))
  watch.command('list').description('all watched folders').action(run(listWatches))
  withRules(
    watch.command('preview').description('say what would be sent').argument('<id|folder>', `${WATCH}; or any folder`),
  ).action(run(previewWatch))
  watch.command('scan').description('look at a folder now').argument('<id>', WATCH).action(run(scanWatch))
  addFileCommands(watch, run)
  for (const verb of ['pause', 'resume'] as const) {
    watch
      .command(verb)
      .description(`${verb} folders`)
      .argument('[id...]', WATCH)
      .option('--all', 'all of them')
      .action(run((context, ids: string[], flags: PauseFlags) => pauseWatches(context, verb === 'pause', ids, flags)))
  }
  watch
    .command('remove')
    .description('no longer watch a folder; what was sent stays known')
    .argument('<id>', WATCH)
    .action(run(removeWatch))
  watch
    .command('run')
    .description('watch and send until stopped: the service without a window')
    .option('--once', 'send what is there, wait until all of it has settled, and end')
    .action(run(runWatch))
}

function addFileCommands(watch: Command, run: RunCommand): void {
  withFilter(watch.command('files').description('what is known of each file').argument('<id>', WATCH)).action(run(listWatchFiles))
  const descriptions = { send: 'send files after all', decline: 'leave files out' } as const
  for (const verb of ['send', 'decline'] as const) {
    withFilter(
      watch
        .command(verb)
        .description(`${descriptions[verb]}; those that wait for a decision, unless others are named`)
        .argument('<id>', WATCH)
        .argument('[file-id...]', 'ids from watch files'),
    ).action(run((context, id: string, files: string[], flags: FilesFlags) => decideFiles(context, verb, id, files, flags)))
  }
}

function withFilter(command: Command): Command {
  return command
    .option('--state <state>', 'waiting, asking, queued, sent or ignored')
    .option('--reason <reason>', 'such as growing, changed or extension')
    .option('--search <text>', 'words in the name')
}

/** An empty value, such as `--include ""`, resets a rule. */
function withRules(command: Command): Command {
  return command
    .option('--account <name>', 'send to this account')
    .option('--include <glob>', 'send only what fits, such as "*.mov" or "day1/**"', collect, [])
    .option('--exclude <glob>', 'leave out what fits', collect, [])
    .option('--subfolders', 'folders below as well (unless told otherwise)')
    .option('--no-subfolders', 'only what is directly in the folder')
    .option('--min <bytes>', 'leave out smaller files')
    .option('--max <bytes>', 'leave out larger files; none for no limit')
    .option('--min-duration <time>', 'leave out shorter clips, such as 10 or 1:30')
    .option('--min-resolution <lines>', 'leave out clips with fewer lines, such as 1080 or UHD')
    .option('--codecs <list>', 'send only these codecs, such as ProRes,H.264')
    .option('--extensions <which>', 'provider (what the host takes), all, or a list such as mp4,mov')
    .option('--existing <what>', 'files that are there already: all, new (leave them out) or ask')
    .option('--quiet <seconds>', 'how long a file must stay the same; auto for 10, or 30 on network drives')
    .option('--changed <what>', 'a file that changed after it was sent: ask, send or ignore')
    .option('--after <what>', 'once it is sent and verified: keep, trash or move:FOLDER')
    .option('--sidecars', 'files of the same name, such as .xml and .srt, are moved along')
    .option('--no-sidecars', 'they stay')
    .option('--title <template>', 'title at the host, of {name}, {folder}, {date} and {index}')
    .option('--option <key=value>', 'an option of the provider', collect, [])
    .option('--order <order>', 'oldest, newest or name first')
    .option('--priority <priority>', 'low, normal or high')
    .option('--hours <hours>', 'send only then, such as "Mon-Fri 18:00-06:00"', collect, [])
    .option('--scan <minutes>', 'how often the whole folder is looked at; auto for 60, or 1 where changes are not reported')
}
