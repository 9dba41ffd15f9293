/** @file Messages about tasks on many uploads: while they run, and when they have ended. Pure. */
import { formatNumber, t, tn } from '@contract/i18n/i18n.ts'
import type { TaskVerb, TaskView } from '@contract/queue/task.ts'

interface VerbMessages {
  /** Stands before figures that move. */
  readonly running: () => string
  readonly begun: (uploads: number) => string
  readonly over: (uploads: number) => string
  readonly stopped: (done: Done) => string
}

/** Formatted figures. */
type Done = { readonly done: string; readonly all: string }

const UNDOING: Pick<VerbMessages, 'running' | 'begun'> = {
  running: () => t('Bringing back'),
  begun: (n) => tn(n, 'Bringing back {n} upload.', 'Bringing back {n} uploads.'),
}

const VERBS: Readonly<Record<TaskVerb, VerbMessages>> = {
  pause: {
    running: () => t('Pausing'),
    begun: (n) => tn(n, 'Pausing {n} upload.', 'Pausing {n} uploads.'),
    over: (n) => tn(n, '{n} upload paused.', '{n} uploads paused.'),
    stopped: (done) => t('Stopped: {done} of {all} paused.', done),
  },
  resume: {
    running: () => t('Resuming'),
    begun: (n) => tn(n, 'Resuming {n} upload.', 'Resuming {n} uploads.'),
    over: (n) => tn(n, '{n} upload resumed.', '{n} uploads resumed.'),
    stopped: (done) => t('Stopped: {done} of {all} resumed.', done),
  },
  retry: {
    running: () => t('Trying again'),
    begun: (n) => tn(n, 'Trying again {n} upload.', 'Trying again {n} uploads.'),
    over: (n) => tn(n, '{n} upload tried again.', '{n} uploads tried again.'),
    stopped: (done) => t('Stopped: {done} of {all} tried again.', done),
  },
  startOver: {
    running: () => t('Starting over'),
    begun: (n) => tn(n, 'Starting over {n} upload.', 'Starting over {n} uploads.'),
    over: (n) => tn(n, '{n} upload started over.', '{n} uploads started over.'),
    stopped: (done) => t('Stopped: {done} of {all} started over.', done),
  },
  whenQuiet: {
    running: () => t('Starting over'),
    begun: (n) => tn(n, 'Starting over {n} upload.', 'Starting over {n} uploads.'),
    over: (n) => tn(n, '{n} upload started over once it is quiet.', '{n} uploads started over once they are quiet.'),
    stopped: (done) => t('Stopped: {done} of {all} started over once they are quiet.', done),
  },
  sendAsIs: {
    running: () => t('Queueing as they are'),
    begun: (n) => tn(n, 'Queueing as it is: {n} upload.', 'Queueing as they are: {n} uploads.'),
    over: (n) => tn(n, '{n} upload queued, to be sent as it is.', '{n} uploads queued, to be sent as they are.'),
    stopped: (done) => t('Stopped: {done} of {all} queued, to be sent as they are.', done),
  },
  giveUp: {
    running: () => t('Stopping'),
    begun: (n) => tn(n, 'Stopping {n} upload.', 'Stopping {n} uploads.'),
    over: (n) => tn(n, '{n} upload stopped trying.', '{n} uploads stopped trying.'),
    stopped: (done) => t('Stopped: {done} of {all} stopped trying.', done),
  },
  cancel: {
    running: () => t('Cancelling'),
    begun: (n) => tn(n, 'Cancelling {n} upload.', 'Cancelling {n} uploads.'),
    over: (n) => tn(n, '{n} upload cancelled.', '{n} uploads cancelled.'),
    stopped: (done) => t('Stopped: {done} of {all} cancelled.', done),
  },
  remove: {
    running: () => t('Removing'),
    begun: (n) => tn(n, 'Removing {n} upload.', 'Removing {n} uploads.'),
    over: (n) => tn(n, '{n} upload removed.', '{n} uploads removed.'),
    stopped: (done) => t('Stopped: {done} of {all} removed.', done),
  },
  prioritise: {
    running: () => t('Changing priority'),
    begun: (n) => tn(n, 'Changing priority of {n} upload.', 'Changing priority of {n} uploads.'),
    over: (n) => tn(n, '{n} upload with another priority.', '{n} uploads with another priority.'),
    stopped: (done) => t('Stopped: {done} of {all} with another priority.', done),
  },
  move: {
    running: () => t('Moving'),
    begun: (n) => tn(n, 'Moving {n} upload.', 'Moving {n} uploads.'),
    over: (n) => tn(n, '{n} upload moved.', '{n} uploads moved.'),
    stopped: (done) => t('Stopped: {done} of {all} moved.', done),
  },
  refresh: {
    running: () => t('Asking hosts'),
    begun: (n) => tn(n, 'Asking hosts about {n} upload.', 'Asking hosts about {n} uploads.'),
    over: (n) => tn(n, '{n} upload asked about.', '{n} uploads asked about.'),
    stopped: (done) => t('Stopped: {done} of {all} asked about.', done),
  },
}

export function progressMessage({ verb, state, done, total }: Pick<TaskView, 'verb' | 'state' | 'done' | 'total'>): string {
  const what = (state === 'undoing' ? UNDOING : VERBS[verb]).running()
  return t('{what}: {done} of {all}', { what, done: formatNumber(done), all: formatNumber(total) })
}

/** What a screen reader announces when a task begins: without figures that move. */
export function startMessage({ verb, state, total }: Pick<TaskView, 'verb' | 'state' | 'total'>): string {
  return (state === 'undoing' ? UNDOING : VERBS[verb]).begun(total)
}

export function endMessage({ verb, state, changed, total }: Pick<TaskView, 'verb' | 'state' | 'changed' | 'total'>): string {
  const { over, stopped } = VERBS[verb]
  return state === 'stopped' ? stopped({ done: formatNumber(changed), all: formatNumber(total) }) : over(changed)
}
