/** @file `reelay watch files`, `send` and `decline`: the state of each file, and decisions about them. */
import { counted } from '../../contract/text/format.ts'
import { WATCH_FILE_STATES, WATCH_REASONS, type WatchFileState, type WatchReason } from '../../contract/watch.ts'
import { type CommandContext, withClient } from '../attach.ts'
import { EXIT } from '../exit.ts'
import { print, printResult } from '../output/terminal.ts'
import { watchFileLine } from '../output/watch-lines.ts'
import { watchFileText } from '../output/watch-text.ts'
import { usage } from '../parse.ts'
import { findWatch } from './watch.ts'

const PAGE = 500

export interface FilesFlags {
  readonly state?: string
  readonly reason?: string
  readonly search?: string
}

export async function listWatchFiles(context: CommandContext, name: string, flags: FilesFlags): Promise<number> {
  const filter = filterFrom(flags)
  return withClient(context, async (client) => {
    const { id } = await findWatch(context, client, name)
    let shown = 0
    for (;;) {
      const page = await client.request('watch.files', { id, ...filter, offset: shown, limit: PAGE })
      for (const file of page.rows) printResult(context, watchFileLine(file), watchFileText(file))
      shown += page.rows.length
      if (shown >= page.total || page.rows.length === 0) break
    }
    if (shown === 0 && !context.json) print('No such files.')
    return EXIT.ok
  })
}

/** Named files, or all that match the filter; by default those that wait for a decision. */
export async function decideFiles(
  context: CommandContext,
  verb: 'send' | 'decline',
  name: string,
  ids: readonly string[],
  flags: FilesFlags,
): Promise<number> {
  const filter = filterFrom(flags)
  if (ids.length > 0 && Object.keys(filter).length > 0) throw usage('Name files, or use --state and --reason; not both.')
  return withClient(context, async (client) => {
    const { id } = await findWatch(context, client, name)
    const wanted = Object.keys(filter).length === 0 ? ({ state: 'asking' } as const) : filter
    const files = ids.length > 0 ? { ids: [...ids] } : { id, ...wanted }
    const { changed } = await client.request('watch.decide', { files, do: verb })
    const done = verb === 'send' ? 'will be sent' : 'left out'
    printResult(context, { type: 'changed', verb, changed }, `${counted(changed, 'file')} ${done}.`)
    return EXIT.ok
  })
}

function filterFrom({ state, reason, search }: FilesFlags): { state?: WatchFileState; reason?: WatchReason; search?: string } {
  return {
    ...(state === undefined ? {} : { state: choiceOf('--state', state, WATCH_FILE_STATES) }),
    ...(reason === undefined ? {} : { reason: choiceOf('--reason', reason, WATCH_REASONS) }),
    ...(search === undefined ? {} : { search }),
  }
}

function choiceOf<T extends string>(option: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((one) => one === text)
  if (choice === undefined) throw usage(`${option} takes one of ${choices.join(', ')}; not “${text}”.`)
  return choice
}
