/** @file Actions for the selected uploads: which are possible, their labels, and which of them need a confirmation. */
import { helpOf, titleOf } from '@contract/errors/errors.ts'
import { t, tn } from '@contract/i18n/i18n.ts'
import { ACTIONS, type Action, canDo, primaryAction } from '@contract/queue/actions.ts'
import type { Measure } from '@contract/queue/measure.ts'
import type { BulkOutcome } from '@contract/queue/outcomes.ts'
import type { Selection } from '@contract/queue/selection.ts'
import type { Priority, UploadView } from '@contract/queue/upload.ts'
import type { Input } from '@contract/requests.ts'
import { computed, shallowRef } from 'vue'
import { isSignIn } from '../../state/accounts.ts'
import { useState } from '../../state/inject.ts'
import { newTaskId } from '../../state/tasks.ts'
import { endMessage } from './bulk-messages.ts'
import { ableTo, type QuestionText, questionBefore, questionBeforeDeletion } from './queue-questions.ts'
import type { RowSelection } from './use-selection.ts'
import { useSelectionMeasure } from './use-selection-measure.ts'

/** Somebody has waited for work that took longer than this, so its end is reported. */
const LONG_MS = 1_000

export interface Question extends QuestionText {
  readonly confirm: () => void
}

/** The label of an action for an upload. */
export function labelOf(action: Action | 'account', upload: Pick<UploadView, 'state' | 'failure'>): string {
  switch (action) {
    case 'pause':
      return t('Pause')
    case 'resume':
      return t('Resume')
    case 'retry':
      if (upload.state === 'waiting') return t('Try now')
      if (upload.failure?.code === 'file.notAsOffloaded') return t('Send new copy')
      return upload.state === 'cancelled' ? t('Send again') : t('Retry')
    case 'startOver':
      return upload.failure?.code === 'file.changed' ? t('Send new version') : t('Start over')
    case 'whenQuiet':
      return t('Send new version once it is quiet')
    case 'sendAsIs':
      return t('Send as it is')
    case 'giveUp':
      return t('Stop trying')
    case 'cancel':
      return t('Cancel')
    case 'remove':
      return t('Remove from list')
    case 'account':
      return isSignIn(upload.failure) ? t('Sign in again') : t('Open account')
  }
}

/** Actions for rows with one kind of failure, which is known only where every selected row is loaded. */
const FOR_KNOWN_ROWS: ReadonlySet<Action> = new Set(['whenQuiet', 'sendAsIs'])

export function useQueueActions(selection: RowSelection, openAccount: (accountId: string, signIn: boolean) => void) {
  const { queue, accounts, notices, tasks } = useState()
  const { areRowsKnown } = selection
  const selectionMeasure = useSelectionMeasure(selection)
  const question = shallowRef<Question | null>(null)
  let isMeasuring = false

  const possible = computed<ReadonlySet<Action>>(() => {
    if (areRowsKnown.value) return new Set(ACTIONS.filter((action) => selection.rows.value.some((row) => canDo(action, row))))
    const known = selectionMeasure.value
    // Until the host has answered, all are offered, and those that are not possible are refused.
    return new Set(ACTIONS.filter((action) => !FOR_KNOWN_ROWS.has(action) && (known === null || ableTo(action, known) > 0)))
  })

  /** Whether some selected uploads have begun at their host, so that cancelling can keep what is there. */
  const keepable = computed(() => (selectionMeasure.value?.accounts ?? []).some(({ begun }) => begun > 0))
  /** Whether all selected uploads are finished videos that can be deleted at their hosts. */
  const deletable = computed(() => {
    const parts = selectionMeasure.value?.accounts ?? []
    return parts.length > 0 && parts.every(({ accountId, uploads, sent }) => sent === uploads && canRemoveAt(accountId))
  })

  function canRemoveAt(accountId: string): boolean {
    const account = accounts.list.value.find(({ id }) => id === accountId)
    return account !== undefined && (accounts.providerOf(account.provider)?.can.remove ?? false)
  }

  /** Runs an action as a task. Resolves to `undefined` when it failed, after a notice. */
  async function runTask<O extends BulkOutcome>(
    verb: Parameters<typeof endMessage>[0]['verb'],
    target: Selection,
    request: (task: string) => Promise<O>,
  ): Promise<O | undefined> {
    const isNamed = 'ids' in target && areRowsKnown.value
    const begin = performance.now()
    const task = newTaskId()
    const outcome = await notices.attempt(() => request(task))
    if (isNamed) reportRefusal(outcome)
    else if (outcome && verb !== 'remove' && verb !== 'cancel' && !tasks.wasStopped(task) && performance.now() - begin > LONG_MS)
      notices.say('info', endMessage({ verb, state: 'done', changed: outcome.changed, total: outcome.changed }))
    return outcome
  }

  /** Named uploads were chosen by hand, so the reason of a refusal is shown. */
  function reportRefusal(outcome: BulkOutcome | undefined): void {
    const failure = outcome?.refusals[0]?.failure
    if (!failure) return
    const others = (): string => (outcome.refused > 1 ? tn(outcome.refused, 'So for {n} upload.', 'So for {n} uploads.') : '')
    notices.say(
      'problem',
      () => t('{what}.', { what: titleOf(failure) }),
      () => [helpOf(failure), failure.detail ?? '', others()].filter((line) => line !== ''),
    )
  }

  async function act(action: Action, target: Selection): Promise<void> {
    if (action === 'remove') return remove(target)
    await runTask(action, target, (task) => (action === 'cancel' ? queue.cancel(target, task) : queue.act(action, target, task)))
  }

  async function remove(target: Selection, remote?: 'delete'): Promise<void> {
    // A description matches other rows as soon as some are removed. Of named rows, those that cannot be removed stay selected.
    if ('filter' in target) selection.drop(target)
    const outcome = await runTask('remove', target, (task) => queue.remove(target, task, remote))
    if (outcome?.refused === 0) selection.drop(target)
  }

  async function cancelKeeping(): Promise<void> {
    const target = selection.selection()
    if (target) await runTask('cancel', target, (task) => queue.cancel(target, task, 'keep'))
  }

  /** Asks for confirmation with current figures of the host; confirms at once where `textFor` returns no question. */
  async function askFirst(
    target: Selection,
    textFor: (measure: Measure) => QuestionText | null,
    confirm: () => void,
  ): Promise<void> {
    if (isMeasuring) return
    isMeasuring = true
    const measure = await notices.attempt(() => queue.measure(target))
    isMeasuring = false
    if (!measure || measure.uploads === 0) return
    const text = textFor(measure)
    if (text) question.value = { ...text, confirm }
    else confirm()
  }

  function deleteRemote(): void {
    const target = selection.selection()
    if (!target) return
    const [first] = selection.rows.value
    void askFirst(
      target,
      ({ uploads, accounts: parts }) => {
        const host = parts.length === 1 ? accounts.list.value.find(({ id }) => id === parts[0]?.accountId) : undefined
        return questionBeforeDeletion(uploads, uploads === 1 && first ? (first.title ?? first.name) : null, host?.name ?? null)
      },
      () => void remove(target, 'delete'),
    )
  }

  /** The selection, of named uploads without those that cannot take the action. */
  function targetOf(action: Action): Selection | null {
    if (!areRowsKnown.value) return selection.selection()
    const able = selection.rows.value.filter((row) => canDo(action, row)).map((row) => row.id)
    return able.length > 0 ? { ids: able } : selection.selection()
  }

  function ask(action: Action): void {
    const target = targetOf(action)
    if (target) askFor(action, target)
  }

  function askFor(action: Action, target: Selection): void {
    if (!ASKED_FIRST.has(action)) return void act(action, target)
    void askFirst(
      target,
      (measure) => questionBefore(action, measure, nameOf(target)),
      () => void act(action, target),
    )
  }

  function nameOf(target: Selection): string | null {
    if (!('ids' in target) || target.ids.length !== 1) return null
    return queue.row(target.ids[0] ?? '')?.name ?? null
  }

  /** What the button of one row does. */
  function primary(row: UploadView): void {
    const action = primaryAction(row)
    if (action === 'account') openAccount(row.accountId, isSignIn(row.failure))
    else if (action) askFor(action, { ids: [row.id] })
  }

  async function move(to: Input<'queue.move'>['to'], target = selection.selection()): Promise<void> {
    if (target) await runTask('move', target, (task) => queue.move(target, to, task))
  }

  async function prioritise(priority: Priority): Promise<void> {
    const target = selection.selection()
    if (target) await runTask('prioritise', target, (task) => queue.prioritise(target, priority, task))
  }

  /** The position in the queue above a line of the list; `null` where that line is not loaded. */
  function positionAbove(index: number): Input<'queue.move'>['to'] | null {
    if (index >= queue.lines.value) return 'bottom'
    const line = queue.lineAt(index)
    const before = line?.kind === 'group' ? queue.group(line.groupId)?.firstId : line?.row.id
    return before === undefined ? null : { before }
  }

  /** Moves the selected row up or down, past its neighbour in the same group. */
  function shift(step: -1 | 1): void {
    const at = selection.cursor.value
    const row = queue.rowAt(at)
    const [only] = selection.ids.value
    if (!row || selection.ids.value.size !== 1 || row.id !== only) return
    // The neighbour is a header, or is not loaded.
    if (queue.rowAt(at + step) === null) return
    const to = positionAbove(step === -1 ? at - 1 : at + 2)
    if (to === null) return
    void move(to, { ids: [row.id] })
    selection.cursor.value = at + step
  }

  return {
    measure: selectionMeasure,
    possible,
    keepable,
    deletable,
    question,
    ask,
    askFor,
    primary,
    cancelKeeping,
    deleteRemote,
    move,
    prioritise,
    shift,
    positionAbove,
  }
}

/** Starting over deletes at the host at once, and a receipt is never deleted: neither can be undone. */
const ASKED_FIRST: ReadonlySet<Action> = new Set(['startOver', 'whenQuiet', 'sendAsIs'])
