/** @file `reelay upload`: adds files and runs until they have settled. */
import { resolve } from 'node:path'
import { FailureError } from '../../contract/errors.ts'
import type { AddOutcome, Input } from '../../contract/requests.ts'
import type { Settings } from '../../contract/settings.ts'
import { type Attached, attach, type CommandContext } from '../attach.ts'
import { EXIT } from '../exit.ts'
import { createFollower, type Ending } from '../follow.ts'
import { createBarReporter } from '../output/bars.ts'
import { createJsonReporter } from '../output/json.ts'
import { createPlainReporter } from '../output/plain.ts'
import type { Reporter, Totals } from '../output/reporter.ts'
import { parseBytesOption, parsePairs, usage } from '../parse.ts'

export interface UploadFlags {
  readonly account?: string
  readonly endpoint?: string
  readonly header: readonly string[]
  readonly title?: string
  readonly meta: readonly string[]
  readonly option: readonly string[]
  readonly concurrency?: string
  readonly chunkSize?: string
  readonly limit?: string
  readonly again?: boolean
  readonly startOver?: boolean
  readonly waitReady?: boolean
}

export async function upload(context: CommandContext, paths: readonly string[], flags: UploadFlags): Promise<number> {
  const input = addInput(paths, flags)
  const overrides = overridesFrom(flags)
  const reporter = reporterFor(context)
  const startedAt = Date.now()
  for (;;) {
    const attached = await attach(context, { overrides })
    const { ending, outcome, totals } = await runOnce(context, attached, input, flags, reporter)
    // The process that did the work has ended; this one takes the folder and goes on with the same uploads.
    if (ending === 'owner gone') continue
    const seconds = Math.round((Date.now() - startedAt) / 100) / 10
    const failed = totals.failed + outcome.rejected.length
    reporter.summary({ ...totals, failed, skipped: outcome.skipped.length, seconds })
    if (ending === 'interrupted') return EXIT.interrupted
    if (failed > 0) return EXIT.failed
    return totals.attention > 0 ? EXIT.attention : EXIT.ok
  }
}

interface Run {
  readonly ending: Ending
  readonly outcome: AddOutcome
  readonly totals: Pick<Totals, 'done' | 'failed' | 'attention' | 'bytes'>
}

async function runOnce(
  context: CommandContext,
  attached: Attached,
  input: Input<'queue.add'>,
  flags: UploadFlags,
  reporter: Reporter,
): Promise<Run> {
  const { client } = attached
  try {
    if (attached.kind === 'elsewhere') {
      reporter.note(`Reelay is already running (process ${attached.owner.pid}); it sends these files.`)
      if (flags.concurrency ?? flags.limit)
        reporter.note('--concurrency and --limit belong to that process and are not used here.')
    } else {
      await attached.reelay.openDoor({ port: 0, host: '127.0.0.1', pages: context.pages })
      attached.reelay.start()
    }
    const waitReady = flags.waitReady ?? false
    const follower = await createFollower(client, reporter, { waitReady, interrupted: context.interrupted, now: Date.now })
    const outcome = await client.request('queue.add', input)
    reporter.added(outcome)
    await follower.follow([...outcome.added, ...outcome.resumed])
    const ending = await follower.ended
    follower.stop()
    if (ending === 'interrupted') reporter.note(goodbye(attached))
    else if (attached.kind === 'owner') await attached.reelay.cleanedUp()
    return { ending, outcome, totals: follower.totals() }
  } catch (caught) {
    const gone = caught instanceof FailureError && caught.failure.code === 'host.gone'
    if (!gone || attached.kind === 'owner') throw caught
    return { ending: 'owner gone', outcome: NOTHING, totals: { done: 0, failed: 0, attention: 0, bytes: 0 } }
  } finally {
    await attached.close()
  }
}

const NOTHING: AddOutcome = { batchId: '', added: [], resumed: [], skipped: [], rejected: [], leftOut: [], ignored: 0 }

function goodbye(attached: Attached): string {
  if (attached.kind === 'elsewhere') return `The uploads go on in process ${attached.owner.pid}.`
  return 'Stopped and saved. Run the same command again to go on where it stopped.'
}

function reporterFor({ json }: CommandContext): Reporter {
  if (json) return createJsonReporter((line) => process.stdout.write(line), Date.now)
  if (process.stdout.isTTY) return createBarReporter(process.stdout, Date.now)
  return createPlainReporter({ out: (line) => console.log(line), err: (line) => console.error(line) }, Date.now)
}

function addInput(paths: readonly string[], flags: UploadFlags): Input<'queue.add'> {
  const chunkBytes = parseBytesOption('--chunk-size', flags.chunkSize)
  return {
    paths: paths.map((path) => resolve(path)),
    destination: destinationFrom(flags),
    ...(flags.title === undefined ? {} : { title: flags.title }),
    metadata: parsePairs('--meta', flags.meta),
    options: parsePairs('--option', flags.option),
    ...(chunkBytes === undefined ? {} : { chunkBytes }),
    again: flags.again ?? false,
    startOver: flags.startOver ?? false,
  }
}

function destinationFrom({ account, endpoint, header }: UploadFlags): Input<'queue.add'>['destination'] {
  if (account !== undefined && endpoint !== undefined) throw usage('Use --account or --endpoint, not both.')
  if (header.length > 0 && endpoint === undefined) throw usage('--header goes with --endpoint; an account has its own headers.')
  if (endpoint !== undefined) return { endpoint, headers: [...header] }
  return account === undefined ? { default: true } : { account }
}

function overridesFrom({ concurrency, limit }: UploadFlags): Partial<Settings> {
  const limitBytesPerSecond = parseBytesOption('--limit', limit)
  const uploads = concurrency === undefined ? undefined : Number(concurrency)
  if (uploads !== undefined && !(Number.isInteger(uploads) && uploads >= 1 && uploads <= 10)) {
    throw usage('--concurrency takes a whole number from 1 to 10.')
  }
  return {
    ...(uploads === undefined ? {} : { concurrency: uploads }),
    ...(limitBytesPerSecond === undefined ? {} : { limitBytesPerSecond }),
  }
}
