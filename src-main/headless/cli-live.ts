/** @file Names and options of the `live` commands. What they do is in `commands/live.ts`. */
import type { Command } from 'commander'
import type { RunCommand } from './attach.ts'
import { attachLive, createLive, keyOfLive, listLive, showLive, watchLive } from './commands/live.ts'

const ID = 'from live list'

export function addLiveCommands(program: Command, run: RunCommand): void {
  const live = program.command('live').description('live streams: where a camera sends to, and where they can be seen')
  live
    .command('create')
    .description('make a live stream at the host')
    .argument('<title>')
    .requiredOption('--account <name>', 'an account whose host has live streams')
    .option('--region <region>', 'instead of the account’s')
    .option('--config <id>', 'configuration, instead of the account’s')
    .option('--event <id>', 'attach it to this event')
    .action(run(createLive))
  live.command('list').description('live streams that were made here').action(run(listLive))
  live
    .command('show')
    .description('everything that the host says of one, besides its key')
    .argument('<id>', ID)
    .action(run(showLive))
  live
    .command('key')
    .description('the stream key, to a file or to the clipboard')
    .argument('<id>', ID)
    .option('--out <file>', 'write it to a new file that only you can read')
    .option('--copy', 'put it on the clipboard')
    .option('--print', 'print it, for all who see this screen or log')
    .action(run(keyOfLive))
  live
    .command('attach')
    .description('attach a live stream to an event')
    .argument('<id>', ID)
    .argument('<event>', 'id of the event at the host')
    .action(run(attachLive))
  live
    .command('watch')
    .description('tell the state and the figures of the signal until Ctrl-C')
    .argument('<id>', ID)
    .option('--every <seconds>', 'how often the host is asked', '10')
    .option('--times <number>', 'end after so many times')
    .action(run(watchLive))
}
