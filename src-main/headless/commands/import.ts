/** @file `reelay import`: lets a host copy videos from links. */
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import type { Failure } from '../../contract/errors.ts'
import type { ImportItem } from '../../contract/requests.ts'
import type { Client } from '../../local/client.ts'
import type { CommandContext } from '../attach.ts'
import { parsePairs, usage } from '../parse.ts'
import { NOTHING_ADDED, runToTheEnd } from '../run.ts'

export interface ImportFlags {
  readonly account?: string
  readonly from: readonly string[]
  readonly title?: string
  readonly option: readonly string[]
  readonly again?: boolean
  readonly waitReady?: boolean
}

export async function importLinks(context: CommandContext, links: readonly string[], flags: ImportFlags): Promise<number> {
  const lists = await Promise.all(flags.from.map(readList))
  if (links.length === 0 && lists.length === 0) throw usage('Name at least one link, or a list of links with --from.')
  const options = parsePairs('--option', flags.option)
  return runToTheEnd(context, {
    overrides: {},
    waitReady: flags.waitReady ?? false,
    async submit(client, batchId) {
      const { items, problems } = await gather(client, links, lists, flags.title ?? null)
      const rejected = problems.map(({ line, failure }) => ({ path: line, failure }))
      if (items.length === 0) return { ...NOTHING_ADDED, rejected }
      const destination = flags.account === undefined ? ({ default: true } as const) : { account: flags.account }
      const outcome = await client.request('queue.import', {
        batchId,
        items: [...items],
        destination,
        options,
        again: flags.again ?? false,
      })
      return { ...outcome, rejected: [...rejected, ...outcome.rejected] }
    },
  })
}

async function gather(
  client: Client,
  links: readonly string[],
  lists: readonly string[],
  title: string | null,
): Promise<{ items: ImportItem[]; problems: { line: string; failure: Failure }[] }> {
  const items: ImportItem[] = links.map((url) => ({ url, title }))
  const problems: { line: string; failure: Failure }[] = []
  for (const list of lists) {
    const read = await client.request('queue.readLinks', { text: list })
    items.push(...read.items.map((item) => ({ ...item, title: item.title ?? title })))
    problems.push(...read.problems)
  }
  return { items, problems }
}

/** Links with passwords belong in a file or on standard input: the command line can be read by every process. */
async function readList(source: string): Promise<string> {
  if (source === '-') return text(process.stdin)
  return readFile(source, 'utf8').catch(() => {
    throw usage(`--from: the file ${source} cannot be read.`)
  })
}
