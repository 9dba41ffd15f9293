/** @file `reelay live`: live streams from the command line. A key goes to a file or the clipboard, and is printed only when asked for. */
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { FailureError, failure, messageOf } from '../../contract/errors/errors.ts'
import type { Output } from '../../contract/requests.ts'
import { isoTime } from '../../contract/text/dates.ts'
import { formatMoment } from '../../contract/text/format.ts'
import type { LiveStream } from '../../contract/video.ts'
import type { Client } from '../../http-api/client.ts'
import { accountIdOf } from '../account-id.ts'
import { type CommandContext, withClient } from '../attach.ts'
import { copyText } from '../clipboard.ts'
import { EXIT } from '../exit.ts'
import { failureLine } from '../output/failure-line.ts'
import { print, printJson, printProblem, printResult } from '../output/terminal.ts'
import { usage } from '../parse.ts'

type Entry = Output<'live.list'>[number]

interface CreateFlags {
  readonly account: string
  readonly region?: string
  readonly config?: string
  readonly event?: string
}

export function createLive(context: CommandContext, title: string, flags: CreateFlags): Promise<number> {
  const { account, event, ...overrides } = flags
  return withClient(context, async (client) => {
    // Before the stream is made, so that its id is printed whatever fails. An unknown account is refused by the call itself.
    const accountId = (await accountIdOf(client, account)) ?? account
    const stream = await client.request('live.create', { account: accountId, title, ...overrides })
    if (context.json) {
      printJson(entryLine({ accountId, id: stream.id, title: stream.title, stream, failure: null }))
    } else {
      for (const line of [`${stream.id}  ${stream.title}`, ...streamLines(stream)]) print(line)
      print(`Its key: reelay live key ${stream.id} --copy`)
    }
    if (event !== undefined) await client.request('live.attach', { account, id: stream.id, event })
    return EXIT.ok
  })
}

export function listLive(context: CommandContext): Promise<number> {
  return withClient(context, async (client) => {
    const entries = await client.request('live.list', {})
    for (const entry of entries) printResult(context, entryLine(entry), `${entry.id}  ${entry.title}  ${stateOf(entry)}`)
    if (entries.length === 0 && !context.json) print('No live streams were made here yet. Make one with: reelay live create')
    return EXIT.ok
  })
}

export function showLive(context: CommandContext, id: string): Promise<number> {
  return withClient(context, async (client) => {
    const entry = await entryOf(client, id)
    printEntry(context, entry)
    return entry.failure ? EXIT.failed : EXIT.ok
  })
}

interface KeyFlags {
  readonly out?: string
  readonly copy?: true
  readonly print?: true
}

export async function keyOfLive(context: CommandContext, id: string, flags: KeyFlags): Promise<number> {
  const targets = [flags.out !== undefined, flags.copy === true, flags.print === true].filter((isNamed) => isNamed)
  if (targets.length !== 1) throw usage('Say where the key goes: --out FILE, --copy to the clipboard, or --print to see it here.')
  return withClient(context, async (client) => {
    const { accountId } = await entryOf(client, id)
    const { key } = await client.request('live.key', { account: accountId, id })
    if (flags.print) printResult(context, { type: 'key', id, key }, key)
    else if (flags.out === undefined) {
      if (!(await copyText(key))) throw usage('There is no clipboard here. Use --out FILE.')
      printResult(context, { type: 'key', id, copied: true }, 'The key is on the clipboard.')
    } else {
      const path = resolve(flags.out)
      await writePrivate(path, key)
      printResult(context, { type: 'key', id, path }, `The key is in ${path}, which only you can read.`)
    }
    return EXIT.ok
  })
}

export function attachLive(context: CommandContext, id: string, event: string): Promise<number> {
  return withClient(context, async (client) => {
    const { accountId, title } = await entryOf(client, id)
    await client.request('live.attach', { account: accountId, id, event })
    printResult(context, { type: 'attached', id, event }, `“${title}” is attached to the event ${event}.`)
    return EXIT.ok
  })
}

export interface WatchFlags {
  readonly every: string
  readonly times?: string
}

/** Polls the stream and prints it until it is interrupted, or `--times` times. */
export async function watchLive(context: CommandContext, id: string, flags: WatchFlags): Promise<number> {
  const seconds = Number(flags.every)
  const times = flags.times === undefined ? Number.POSITIVE_INFINITY : Number(flags.times)
  if (!(seconds >= 1 && seconds <= 3_600)) throw usage('--every takes 1 to 3600 seconds.')
  if (!(times >= 1)) throw usage('--times takes a number of 1 or more.')
  const signal = AbortSignal.any([context.interrupted, context.readerGone])
  return withClient(context, async (client) => {
    for (let time = 1; ; time += 1) {
      printEntry(context, await entryOf(client, id))
      if (time >= times) return EXIT.ok
      await pause(seconds * 1_000, null, { signal }).catch(() => {})
      if (signal.aborted) return EXIT.interrupted
    }
  })
}

/** @throws FailureError `input.invalid` */
async function entryOf(client: Client, id: string): Promise<Entry> {
  const entry = (await client.request('live.list', {})).find((one) => one.id === id)
  if (entry) return entry
  throw new FailureError(failure('input.invalid', { reason: `No live stream “${id}” was made here. See: reelay live list.` }))
}

/** Nobody else may read it, and nothing that is there is replaced. */
async function writePrivate(path: string, key: string): Promise<void> {
  await writeFile(path, `${key}\n`, { mode: 0o600, flag: 'wx' }).catch((caught: unknown) => {
    if (caught instanceof Error && 'code' in caught) throw usage(`--out: ${caught.message}`)
    throw caught
  })
}

function printEntry(context: CommandContext, entry: Entry): void {
  if (context.json) printJson(entryLine(entry))
  else if (entry.failure) printProblem(`${entry.title}: ${messageOf(entry.failure)}`)
  else {
    print(`${entry.id}  ${entry.title}  ${stateOf(entry)}`)
    for (const line of entry.stream ? streamLines(entry.stream) : []) print(line)
  }
}

function entryLine({ failure: problem, stream, ...known }: Entry): object {
  const statsAt = stream?.statsAt == null ? null : isoTime(stream.statsAt)
  return {
    type: 'live',
    ...known,
    stream: stream && { ...stream, statsAt, createdAt: isoTime(stream.createdAt) },
    failure: failureLine(problem),
  }
}

function stateOf({ stream, failure: problem }: Entry): string {
  if (problem) return messageOf(problem)
  return stream?.active ? 'live' : 'waiting for a signal'
}

function streamLines(stream: LiveStream): string[] {
  const now = Date.now()
  const when = stream.active || stream.statsAt === null ? '' : ` (last signal, ${formatMoment(stream.statsAt, now)})`
  return [
    ...(stream.ingest === null ? [] : [`  send to: ${stream.ingest}`]),
    ...stream.endpoints.map(({ kind, address }) => `  ${kind}: ${address}`),
    ...stream.playlists.map(({ kind, url, enabled }) => `  ${kind}${enabled === false ? ' (switched off)' : ''}: ${url}`),
    ...stream.facts.map(({ name, value }) => `  ${name}: ${value}`),
    ...stream.stats.map(({ name, value }) => `  ${name}: ${value}${when}`),
  ]
}
