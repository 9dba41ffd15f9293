/** @file Runs work in the engine, here or in the process that owns the data folder, until it has settled. */
import { FailureError } from '../contract/errors/errors.ts'
import { type AddOutcome, NOTHING_ADDED } from '../contract/queue/outcomes.ts'
import type { Settings } from '../contract/settings.ts'
import type { Client } from '../http-api/client.ts'
import { type Attached, attach, type CommandContext } from './attach.ts'
import { EXIT } from './exit.ts'
import { createFollower, type Ending, type Follower } from './follow.ts'
import { createBarReporter } from './output/bars.ts'
import { createJsonReporter } from './output/json.ts'
import { createPlainReporter } from './output/plain.ts'
import type { Reporter, Totals } from './output/reporter.ts'
import { print, printJson, printProblem } from './output/terminal.ts'

/** The work of a command. */
interface Work {
  /** May be called more than once, at one owner after another; the same batch is never added twice. */
  readonly submit: (client: Client, batchId: string) => Promise<AddOutcome>
  /** Settings for this run only. */
  readonly overrides: Partial<Settings>
  /** Wait until the providers have processed the videos, too. */
  readonly waitReady: boolean
}

/** Monotonic, because the wall clock may be set. */
const now = (): number => performance.now()

/**
 * Returns the exit code. Should the owner of the data folder end, this process takes it over and continues. A closed pipe
 * on standard output ends it as Ctrl-C does.
 */
export async function runToTheEnd(command: CommandContext, work: Work): Promise<number> {
  const context = { ...command, interrupted: AbortSignal.any([command.interrupted, command.readerGone]) }
  const reporter = reporterFor(context)
  const startedAt = now()
  const batchId = crypto.randomUUID()
  for (;;) {
    const attached = await attach(context, { overrides: work.overrides })
    const { ending, outcome, totals } = await runOnce(context, attached, work, batchId, reporter)
    if (ending === 'owner gone') continue
    const seconds = Math.round((now() - startedAt) / 100) / 10
    const unnamed = outcome.rejected.filter(isForPerson).length
    const failed = totals.failed + outcome.rejected.length - unnamed
    const attention = totals.attention + unnamed
    reporter.summary({ ...totals, failed, attention, skipped: outcome.skipped.length, seconds })
    if (ending === 'interrupted') return EXIT.interrupted
    if (failed > 0) return EXIT.failed
    return attention > 0 ? EXIT.attention : EXIT.ok
  }
}

/** Paths that were found but need another name before they can be sent. */
function isForPerson({ failure }: AddOutcome['rejected'][number]): boolean {
  return failure.code === 'file.notText'
}

interface Run {
  readonly ending: Ending
  readonly outcome: AddOutcome
  readonly totals: Pick<Totals, 'done' | 'failed' | 'attention' | 'bytes'>
}

async function runOnce(
  context: CommandContext,
  attached: Attached,
  work: Work,
  batchId: string,
  reporter: Reporter,
): Promise<Run> {
  const { client } = attached
  let follower: Follower | null = null
  try {
    if (attached.kind === 'elsewhere') {
      reporter.note(`Reelay is already running (process ${attached.owner.pid}); it does this.`)
      if (Object.keys(work.overrides).length > 0)
        reporter.note('--concurrency and --limit belong to that process and are not used here.')
    } else {
      await attached.reelay.openHttpApi({ port: 0, host: '127.0.0.1', pages: context.pages })
      attached.reelay.start()
    }
    const { interrupted } = context
    follower = await createFollower(client, reporter, { waitReady: work.waitReady, interrupted, now })
    const outcome = await work.submit(client, batchId)
    reporter.added(outcome)
    await follower.follow([...outcome.added, ...outcome.resumed])
    const ending = await follower.ended
    follower.stop()
    if (ending === 'interrupted') reporter.note(goodbye(attached))
    else if (attached.kind === 'owner') await attached.reelay.cleanedUp()
    return { ending, outcome, totals: follower.totals() }
  } catch (caught) {
    if (context.interrupted.aborted && isClosing(caught)) {
      reporter.note(goodbye(attached))
      return { ending: 'interrupted', outcome: NOTHING_ADDED, totals: NO_TOTALS }
    }
    const gone = isClosing(caught) || (caught instanceof FailureError && caught.failure.code === 'host.gone')
    if (!gone || attached.kind === 'owner') throw caught
    return { ending: 'owner gone', outcome: NOTHING_ADDED, totals: NO_TOTALS }
  } finally {
    // Also after a refusal: an open event stream would keep the process alive.
    follower?.stop()
    await attached.close()
  }
}

function isClosing(caught: unknown): boolean {
  return caught instanceof FailureError && caught.failure.code === 'host.closing'
}

const NO_TOTALS = { done: 0, failed: 0, attention: 0, bytes: 0 } as const

function goodbye(attached: Attached): string {
  if (attached.kind === 'elsewhere') return `The uploads go on in process ${attached.owner.pid}.`
  return 'Stopped and saved. Run the same command again to go on where it stopped.'
}

/** JSON lines, bars or plain lines, by option and terminal. */
export function reporterFor({ json }: CommandContext): Reporter {
  if (json) return createJsonReporter(printJson, now)
  if (process.stdout.isTTY) return createBarReporter(process.stdout, Date.now)
  return createPlainReporter({ out: print, err: printProblem }, Date.now)
}
