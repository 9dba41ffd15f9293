/** @file What is asked before uploads are begun anew or deleted at their hosts, and what became of work: texts and figures only. */
import { type Action, POSSIBLE } from '@contract/actions.ts'
import { counted, formatBytes } from '@contract/format.ts'
import type { Measure } from '@contract/measure.ts'
import { type TaskVerb, type TaskView, UNDO_MS } from '@contract/task.ts'

export interface QuestionText {
  readonly title: string
  /** What is meant and what is lost, a line each. */
  readonly lines: readonly string[]
  readonly action: string
}

const number = (count: number): string => count.toLocaleString('en')
const UNDO_LINE = `You can undo this for ${UNDO_MS / 1_000} seconds.`

/** How many of what is selected an action is for. */
export function ableTo(action: Action, { counts }: Pick<Measure, 'counts'>): number {
  return POSSIBLE[action].reduce((sum, state) => sum + counts[state], 0)
}

/**
 * Asked is only where what is at a host goes at once, or where a receipt says it for ever; all else can be undone.
 *
 * @param name of the only upload that is meant; `null` for several
 */
export function questionBefore(action: Action, measure: Measure, name: string | null): QuestionText | null {
  const able = ableTo(action, measure)
  const lost = measure.unfinished.acceptedBytes
  const what = name === null ? counted(able, 'upload') : `“${name}”`
  const part = `${formatBytes(lost)} that ${able === 1 ? 'was' : 'were'} already sent`
  switch (action) {
    case 'startOver':
    case 'whenQuiet':
      if (lost === 0) return null
      return {
        title: `Start ${what} over?`,
        lines: [`The ${part} will be deleted at the host and sent again.`],
        action: 'Start over',
      }
    case 'sendAsIs':
      return {
        title: `Send ${what} as ${name === null ? 'they are' : 'it is'}?`,
        lines: [
          name === null
            ? 'They are not the files that were offloaded. They count as sent, and their receipts say for ever that they differ.'
            : 'It is not the file that was offloaded. It counts as sent, and its receipt says for ever that it differs.',
        ],
        action: 'Send',
      }
    default:
      return null
  }
}

/** @param title of the only video; `null` for several */
export function questionBeforeDeletion(videos: number, title: string | null, host: string | null): QuestionText {
  const what = title === null ? `${number(videos)} videos` : `“${title}”`
  const [it, them, leaves] = videos === 1 ? ['It', 'its', 'leaves'] : ['They', 'their', 'leave']
  return {
    title: `Delete ${what} ${host === null ? 'at their hosts' : `at ${host}`}?`,
    lines: [
      `${it} cannot be watched there any more, ${them} links stop working, and ${it.toLowerCase()} ${leaves} this list. Files on this computer stay.`,
      UNDO_LINE,
    ],
    action: 'Delete at the host',
  }
}

/** Begins a sentence while it goes on, and ends one when it is over. */
const VERBS: Readonly<Record<TaskVerb, readonly [running: string, over: string]>> = {
  pause: ['Pausing', 'paused'],
  resume: ['Resuming', 'resumed'],
  retry: ['Trying again', 'tried again'],
  startOver: ['Starting over', 'started over'],
  whenQuiet: ['Starting over', 'started over once they are quiet'],
  sendAsIs: ['Queueing as they are', 'queued, to be sent as they are'],
  giveUp: ['Stopping', 'stopped trying'],
  cancel: ['Cancelling', 'cancelled'],
  remove: ['Removing', 'removed'],
  prioritise: ['Changing priority', 'with another priority'],
  move: ['Moving', 'moved'],
  refresh: ['Asking hosts', 'asked about'],
}

export function progressMessage({ verb, state, done, total }: Pick<TaskView, 'verb' | 'state' | 'done' | 'total'>): string {
  const what = state === 'undoing' ? 'Bringing back' : VERBS[verb][0]
  return `${what}: ${number(done)} of ${number(total)}`
}

/** What a screen reader hears when work begins: without figures that move. */
export function startMessage({ verb, state, total }: Pick<TaskView, 'verb' | 'state' | 'total'>): string {
  return `${state === 'undoing' ? 'Bringing back' : VERBS[verb][0]} ${counted(total, 'upload')}.`
}

export function endMessage({ verb, state, changed, total }: Pick<TaskView, 'verb' | 'state' | 'changed' | 'total'>): string {
  const over = VERBS[verb][1]
  return state === 'stopped'
    ? `Stopped: ${number(changed)} of ${number(total)} ${over}.`
    : `${counted(changed, 'upload')} ${over}.`
}
