/** @file `reelay watch run`: the service without a window. It watches, sends and reports, until it is stopped. */
import { setTimeout as sleep } from 'node:timers/promises'
import { FailureError } from '../../contract/errors/errors.ts'
import { counted } from '../../contract/text/format.ts'
import { type Attached, attach, type CommandContext } from '../attach.ts'
import { EXIT } from '../exit.ts'
import { createGiveUpPolicy } from '../give-up-policy.ts'
import type { Reporter } from '../output/reporter.ts'
import { reporterFor } from '../run.ts'
import { whenAborted } from '../signals.ts'
import { followService } from '../watch-follow.ts'
import { NOTHING_LEFT, sendOnce } from '../watch-once.ts'

/** How often it is checked whether a command that owns the data folder has ended. */
const TRY_AGAIN_MS = 500

interface RunFlags {
  /** Send what is there and exit. */
  readonly once?: boolean
}

type Owner = Extract<Attached, { kind: 'owner' }>

/** Monotonic, because the wall clock may be set. */
const now = (): number => performance.now()

export async function runWatch(context: CommandContext, { once = false }: RunFlags): Promise<number> {
  const reporter = reporterFor(context)
  const attached = await becomeOwner(context, reporter)
  if (typeof attached === 'number') return attached
  try {
    return await serveFolders(context, attached, reporter, once)
  } finally {
    await attached.close()
  }
}

/** The engine, once no short command owns the data folder; or the exit code, when another process watches already. */
async function becomeOwner(context: CommandContext, reporter: Reporter): Promise<Owner | number> {
  const { interrupted } = context
  let waitsFor: number | null = null
  while (!interrupted.aborted) {
    const attached = await attach(context, { scope: 'all' })
    if (attached.kind === 'owner') return attached
    const { pid } = attached.owner
    const watching = await isWatching(attached)
    if (watching) {
      reporter.note(`Reelay is already running on this data folder (process ${pid}), and watches there.`)
      return EXIT.ok
    }
    if (waitsFor !== pid && watching === false) reporter.note(`Waits for process ${pid}, which uses this data folder.`)
    waitsFor = pid
    await sleep(TRY_AGAIN_MS, undefined, { signal: interrupted }).catch(() => {})
  }
  return EXIT.interrupted
}

/** `null` when it has just ended. */
async function isWatching({ client }: Attached): Promise<boolean | null> {
  try {
    return (await client.request('app.info', {})).watching
  } catch (caught) {
    if (caught instanceof FailureError && caught.failure.code === 'host.gone') return null
    throw caught
  }
}

async function serveFolders(
  { interrupted, pages }: CommandContext,
  { client, reelay }: Owner,
  reporter: Reporter,
  once: boolean,
): Promise<number> {
  const startedAt = now()
  const follower = await followService(client, reporter, createGiveUpPolicy(now))
  await reelay.openHttpApi({ port: 0, host: '127.0.0.1', pages })
  reelay.start()
  const watches = await client.request('watch.list', {})
  for (const watch of watches) reporter.watch(watch)
  if (!once) reporter.note(`Watching ${counted(watches.length, 'folder')}. Stop with Ctrl-C; it goes on at the next start.`)
  const left = once ? await sendOnce(client, follower, interrupted) : await whenAborted(interrupted).then(() => NOTHING_LEFT)
  follower.stop()
  for (const note of left.notes) reporter.note(note)
  const totals = follower.totals()
  const failed = once ? left.failed : totals.failed
  const attention = once ? left.attention : totals.attention
  const seconds = Math.round((now() - startedAt) / 100) / 10
  reporter.summary({ ...totals, failed, attention, skipped: 0, seconds })
  if (interrupted.aborted) return EXIT.interrupted
  await reelay.cleanedUp()
  if (failed > 0) return EXIT.failed
  return attention > 0 ? EXIT.attention : EXIT.ok
}
