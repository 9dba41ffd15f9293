/** @file `reelay queue`: shows and changes the queue, in this process or in the one that runs. */
import { messageOf } from '../../contract/errors/errors.ts'
import { describeState } from '../../contract/messages/messages.ts'
import { deadlineOf, describeDeadline } from '../../contract/queue/deadline.ts'
import type { EndingOutcome } from '../../contract/queue/outcomes.ts'
import type { Selection } from '../../contract/queue/selection.ts'
import { counted, formatBytesOf } from '../../contract/text/format.ts'
import { attach, type CommandContext, withClient } from '../attach.ts'
import { EXIT } from '../exit.ts'
import { followTask } from '../follow-task.ts'
import { deletionLines, needsPerson } from '../output/deletions.ts'
import { uploadLine } from '../output/json.ts'
import { print, printJson, printProblem } from '../output/terminal.ts'
import { usage } from '../parse.ts'

const PAGE = 500
/** How long a command waits for deletions at providers. */
const DELETION_MS = 30_000

export const QUEUE_VERBS = ['pause', 'resume', 'retry', 'send-as-is', 'cancel', 'remove'] as const
type QueueVerb = (typeof QUEUE_VERBS)[number]

const PAST_TENSE: Readonly<Record<QueueVerb, string>> = {
  pause: 'paused',
  resume: 'resumed',
  retry: 'queued again',
  'send-as-is': 'queued, to be sent as they are',
  cancel: 'cancelled',
  remove: 'removed',
}

const CHANNELS = {
  pause: 'queue.pause',
  resume: 'queue.resume',
  retry: 'queue.retry',
  'send-as-is': 'queue.sendAsIs',
} as const

export async function listQueue(context: CommandContext): Promise<number> {
  return withClient(context, async (client) => {
    let shown = 0
    for (;;) {
      const page = await client.request('queue.page', { filter: {}, offset: shown, limit: PAGE })
      for (const upload of page.rows) {
        const now = Date.now()
        if (context.json) printJson(uploadLine(upload, now))
        else {
          const sizes = formatBytesOf(upload.acceptedBytes, upload.sizeBytes)
          const deadline = deadlineOf(upload, now)
          const state = deadline ? `${describeState(upload)}, ${describeDeadline(deadline, now)}` : describeState(upload)
          print(`${upload.id}  ${state}  ${sizes}  ${upload.accountName}  ${upload.path}`)
        }
      }
      shown += page.rows.length
      if (shown >= page.total || page.rows.length === 0) break
    }
    if (shown === 0 && !context.json) print('The queue is empty.')
    return EXIT.ok
  })
}

export interface QueueFlags {
  readonly all?: boolean
  readonly remote?: string
}

export async function changeQueue(
  context: CommandContext,
  verb: QueueVerb,
  ids: readonly string[],
  { all = false, remote }: QueueFlags,
): Promise<number> {
  if (all === ids.length > 0) throw usage(`Name the uploads to ${verb}, or use --all.`)
  if (remote !== undefined && remote !== 'delete' && remote !== 'keep') throw usage('--remote takes delete or keep.')
  const isEnding = verb === 'cancel' || verb === 'remove'
  if (remote !== undefined && !isEnding) throw usage(`--remote goes with cancel and remove, not with ${verb}.`)
  const selection: Selection = all ? { filter: { group: 'all', search: '' } } : { ids: [...ids] }
  // The first Ctrl-C stops the task between two slices; a later one ends the command.
  const ended = new AbortController()
  const attached = await attach({ ...context, interrupted: ended.signal })
  try {
    const { client } = attached
    const task = crypto.randomUUID()
    const work = await followTask(context, client, task, () => ended.abort())
    let outcome: EndingOutcome
    try {
      outcome = isEnding
        ? await client.request(`queue.${verb}`, { ...selection, task, remote, waitMs: DELETION_MS })
        : { ...(await client.request(CHANNELS[verb], { ...selection, task })), deletions: null }
    } finally {
      await work.end()
    }
    const { deletions, ...bulk } = outcome
    /** The process that retries pending deletions; without one, the next process that sends does. */
    const goesOnIn = attached.kind === 'elsewhere' ? attached.owner.pid : null
    const stopped = work.isStopped() ? { stopped: true } : {}
    if (context.json)
      printJson({ type: 'changed', verb, ...bulk, ...stopped, ...(deletions && { deletions: { ...deletions, goesOnIn } }) })
    else {
      print(`${counted(outcome.changed, 'upload')} ${PAST_TENSE[verb]}.`)
      if (work.isStopped()) print('Stopped. The others are as they were.')
      for (const { id, failure } of outcome.refusals) printProblem(`${id}: ${messageOf(failure)}`)
      for (const { text, problem } of deletions ? deletionLines(deletions, goesOnIn) : []) (problem ? printProblem : print)(text)
    }
    if (work.isStopped()) return EXIT.interrupted
    if (outcome.refused > 0) return EXIT.failed
    return deletions && needsPerson(deletions) ? EXIT.attention : EXIT.ok
  } finally {
    await attached.close()
  }
}
