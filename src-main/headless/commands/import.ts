/** @file `reelay import`: lets a provider copy videos from links. */
import type { Failure } from '../../contract/errors/errors.ts'
import { type ImportItem, NOTHING_ADDED } from '../../contract/queue/outcomes.ts'
import type { Client } from '../../http-api/client.ts'
import type { CommandContext } from '../attach.ts'
import { isSecretAddress, warnOfSecret } from '../exposed-secrets.ts'
import { parsePairs, usage } from '../parse.ts'
import { readSource } from '../read-secrets.ts'
import { runToTheEnd } from '../run.ts'

interface ImportFlags {
  readonly account?: string
  readonly from: readonly string[]
  readonly title?: string
  readonly option: readonly string[]
  readonly again?: boolean
  readonly anyway?: boolean
  readonly waitReady?: boolean
}

export async function importLinks(context: CommandContext, links: readonly string[], flags: ImportFlags): Promise<number> {
  if (links.some(isSecretAddress)) warnOfSecret('a link', 'Put links into a file for --from, or use --from -.')
  const lists: string[] = []
  for (const source of flags.from) lists.push(await readSource('--from', source === '-' ? source : `file:${source}`))
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
        anyway: flags.anyway ?? false,
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
