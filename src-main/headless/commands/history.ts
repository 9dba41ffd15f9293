/** @file `reelay history`: what has ended, for people, scripts and spreadsheets. */
import { EXPORT_FORMATS, historyLine, historyText } from '../../contract/history/history-export.ts'
import { type PastUpload, RESULTS } from '../../contract/history/past-upload.ts'
import { describePastUpload, describeProof } from '../../contract/messages/past-upload-messages.ts'
import type { Input } from '../../contract/requests.ts'
import { timeAt } from '../../contract/text/day.ts'
import { formatBytes } from '../../contract/text/format.ts'
import { printableLines } from '../../contract/text/printable.ts'
import type { Client } from '../../http-api/client.ts'
import { pastAccountIdOf } from '../account-id.ts'
import { type CommandContext, withClient } from '../attach.ts'
import { EXIT } from '../exit.ts'
import { print } from '../output/terminal.ts'
import { isRegularFile, writeOut } from '../output/write-out.ts'
import { checkDays, usage } from '../parse.ts'

const PAGE = 500

interface HistoryFlags {
  readonly format?: string
  readonly result?: string
  readonly search?: string
  readonly account?: string
  readonly from?: string
  readonly to?: string
  readonly limit?: string
  readonly out?: string
}

export async function history(context: CommandContext, flags: HistoryFlags): Promise<number> {
  const format = EXPORT_FORMATS.find((one) => one === flags.format)
  if (flags.format !== undefined && !format) throw usage('--format takes csv, json or html.')
  if (flags.out !== undefined && !format) throw usage('--out goes with --format csv, json or html.')
  const limit = flags.limit === undefined ? Number.POSITIVE_INFINITY : Number(flags.limit)
  if (flags.limit !== undefined && !/^[1-9]\d{0,8}$/.test(flags.limit))
    throw usage(`--limit takes a number, not “${flags.limit}”.`)
  const filter = filterFrom(flags)
  return withClient(context, async (client) => {
    const accountId = flags.account === undefined ? undefined : await pastAccountIdOf(client, flags.account)
    const found = partsOf(client, { ...filter, ...(accountId === undefined ? {} : { accountId }) }, limit)
    const isFile = flags.out !== undefined || isRegularFile(process.stdout)
    const text = format ? historyText(format, found, { isFile, title: 'History of Reelay', now: Date.now() }) : null
    if (flags.out !== undefined && text) await writeOut(flags.out, text)
    else if (text) for await (const part of text) process.stdout.write(process.stdout.isTTY ? printableLines(part) : part)
    else await list(found, context.json)
    return EXIT.ok
  })
}

function filterFrom({ result, search, from, to }: HistoryFlags): Omit<Input<'history.page'>, 'limit' | 'offset'> {
  const known = RESULTS.find((one) => one === result)
  if (result !== undefined && !known) throw usage('--result takes sent, failed or cancelled.')
  checkDays({ from, to })
  return {
    ...(known === undefined ? {} : { result: known }),
    ...(search === undefined ? {} : { search }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  }
}

async function* partsOf(
  client: Client,
  filter: Omit<Input<'history.page'>, 'limit' | 'offset'>,
  limit: number,
): AsyncGenerator<readonly PastUpload[]> {
  let after: string | undefined
  for (let left = limit; left > 0; ) {
    const size = Math.min(PAGE, left)
    const { rows, next } = await client.request('history.page', {
      ...filter,
      limit: size,
      ...(after === undefined ? {} : { after }),
    })
    if (rows.length > 0) yield rows
    left -= rows.length
    if (next === null) return
    after = next
  }
}

async function list(found: AsyncIterable<readonly PastUpload[]>, isJson: boolean): Promise<void> {
  let shown = 0
  for await (const part of found) {
    for (const past of part) {
      if (isJson) process.stdout.write(historyLine(past))
      else print(lineOf(past))
      shown += 1
    }
  }
  if (shown === 0 && !isJson) print('Nothing in History matches.')
}

function lineOf(past: PastUpload): string {
  const time = timeAt(past.endedAt, past.utcOffset)
  const size = past.kind === 'import' ? '' : formatBytes(past.sizeBytes)
  const parts = [
    `${past.day} ${time}`,
    describePastUpload(past, Date.now()),
    describeProof(past.proof),
    size,
    past.accountName,
    past.path,
  ]
  return parts.filter((part) => part !== '').join('  ')
}
