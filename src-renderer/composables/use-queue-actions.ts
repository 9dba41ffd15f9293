/** @file What the person asks of the selected uploads: which actions make sense, their words, and what needs a second thought. */
import { ACTIONS, type Action, canDo, isPossible, primaryAction } from '@contract/actions.ts'
import { helpOf, titleOf } from '@contract/errors.ts'
import { formatBytes } from '@contract/format.ts'
import type { BulkOutcome, Selection } from '@contract/requests.ts'
import type { Priority, UploadView } from '@contract/upload.ts'
import { computed, shallowRef } from 'vue'
import { isSignIn } from '../state/accounts.ts'
import { useState } from '../state/inject.ts'
import type { RowSelection } from './use-selection.ts'

export interface Question {
  readonly title: string
  readonly description: string
  readonly action: string
  readonly confirm: () => void
}

/** The label of an action for an upload. */
export function labelOf(action: Action | 'account', upload: Pick<UploadView, 'state' | 'failure'>): string {
  switch (action) {
    case 'pause':
      return 'Pause'
    case 'resume':
      return 'Resume'
    case 'retry':
      if (upload.state === 'waiting') return 'Try now'
      return upload.state === 'cancelled' ? 'Send again' : 'Retry'
    case 'startOver':
      return upload.failure?.code === 'file.changed' ? 'Send new version' : 'Start over'
    case 'whenQuiet':
      return 'Send new version once it is quiet'
    case 'giveUp':
      return 'Stop trying'
    case 'cancel':
      return 'Cancel'
    case 'remove':
      return 'Remove from list'
    case 'account':
      return isSignIn(upload.failure) ? 'Sign in again' : 'Open account'
  }
}

export function useQueueActions(selection: RowSelection, openAccount: (accountId: string, signIn: boolean) => void) {
  const { queue, accounts, notices } = useState()
  const question = shallowRef<Question | null>(null)

  const possible = computed<ReadonlySet<Action>>(() => {
    const found = new Set<Action>()
    for (const row of selection.rows.value) {
      for (const action of ACTIONS) {
        if (canDo(action, row)) found.add(action)
      }
    }
    return found
  })

  /** Selected uploads of which the host has something; a whole filter is not known well enough to say. */
  const keepable = computed(() => namedRows().filter((row) => row.remoteId !== null && isPossible('cancel', row.state)))
  /** Selected videos that are at their host and can be deleted there. */
  const deletable = computed(() =>
    namedRows().filter(
      (row) =>
        row.remoteId !== null &&
        (row.state === 'done' || row.state === 'processing') &&
        (accounts.providerOf(row.provider)?.can.remove ?? false),
    ),
  )

  function namedRows(): readonly UploadView[] {
    return selection.everything.value ? [] : selection.rows.value
  }

  async function tell(action: Action, target: Selection): Promise<void> {
    const outcome = await notices.attempt(() => queue.tell(action, target))
    if ('ids' in target) tellRefusal(outcome)
    if (action === 'remove' && outcome?.refused === 0) selection.clear()
  }

  /** Of named uploads each was meant; one that refuses says why. */
  function tellRefusal(outcome: BulkOutcome | undefined): void {
    const failure = outcome?.refusals[0]?.failure
    if (!failure) return
    const others = outcome.refused > 1 ? [`So for ${outcome.refused.toLocaleString('en')} uploads.`] : []
    notices.say(
      'problem',
      `${titleOf(failure)}.`,
      [helpOf(failure), failure.detail ?? '', ...others].filter((line) => line !== ''),
    )
  }

  async function cancelKeeping(): Promise<void> {
    const ids = keepable.value.map((row) => row.id)
    if (ids.length > 0) tellRefusal(await notices.attempt(() => queue.end('cancel', { ids }, 'keep')))
  }

  function deleteRemote(): void {
    const rows = deletable.value
    const [first] = rows
    if (!first) return
    const what = rows.length === 1 ? `“${first.title ?? first.name}”` : `${rows.length} videos`
    const where = rows.every(({ accountId }) => accountId === first.accountId) ? `at ${first.accountName}` : 'at their hosts'
    const [it, them, leaves] = rows.length === 1 ? ['It', 'its', 'leaves'] : ['They', 'their', 'leave']
    question.value = {
      title: `Delete ${what} ${where}?`,
      description: `${it} cannot be watched there any more, ${them} links stop working, and ${it.toLowerCase()} ${leaves} this list. Files on this computer stay.`,
      action: 'Delete at the host',
      confirm: () => void remove(rows.map((row) => row.id)),
    }
  }

  async function remove(ids: string[]): Promise<void> {
    const outcome = await notices.attempt(() => queue.end('remove', { ids }, 'delete'))
    tellRefusal(outcome)
    if (outcome?.refused === 0) selection.clear()
  }

  /** For several at once, those that cannot take the action are left out: the menu was for those that can. */
  function targets(action: Action): Selection {
    const whole = selection.selection()
    if ('filter' in whole) return whole
    const able = selection.rows.value.filter((row) => canDo(action, row)).map((row) => row.id)
    return { ids: able.length > 0 ? able : whole.ids }
  }

  function ask(action: Action): void {
    if (selection.count.value === 0) return
    const target = targets(action)
    const wanted = secondThought(action, selection.rows.value)
    if (!wanted) return void tell(action, target)
    question.value = { ...wanted, confirm: () => void tell(action, target) }
  }

  /** What the button of one row does. */
  function primary(row: UploadView): void {
    const action = primaryAction(row)
    if (action === 'account') openAccount(row.accountId, isSignIn(row.failure))
    else if (action) void tellOne(action, row)
  }

  function tellOne(action: Action, row: UploadView): void {
    const wanted = secondThought(action, [row])
    const target = { ids: [row.id] }
    if (wanted) question.value = { ...wanted, confirm: () => void tell(action, target) }
    else void tell(action, target)
  }

  async function move(to: 'top' | 'bottom' | { before: string }, ids = idsInOrder()): Promise<void> {
    if (ids.length > 0) await notices.attempt(() => queue.move(ids, to))
  }

  async function prioritise(priority: Priority): Promise<void> {
    await notices.attempt(() => queue.prioritise(idsInOrder(), priority))
  }

  /** Ids in the order of the list: moving several keeps their order. */
  function idsInOrder(): string[] {
    const wanted = new Set(selection.rows.value.map((row) => row.id))
    const ids: string[] = []
    for (let index = 0; index < queue.total.value && ids.length < wanted.size; index += 1) {
      const row = queue.rowAt(index)
      if (row && wanted.has(row.id)) ids.push(row.id)
    }
    return ids
  }

  /** One place up or down, past the neighbour that is shown. */
  function shift(step: -1 | 1): void {
    const at = selection.cursor.value
    const row = queue.rowAt(at)
    const neighbour = queue.rowAt(step === -1 ? at - 1 : at + 2)
    if (!row || selection.ids.value.size !== 1 || at + step < 0 || at + step >= queue.total.value) return
    void move(neighbour ? { before: neighbour.id } : 'bottom', [row.id])
    selection.cursor.value = at + step
  }

  return {
    possible,
    keepable,
    deletable,
    question,
    ask,
    primary,
    tellOne,
    cancelKeeping,
    deleteRemote,
    move,
    prioritise,
    shift,
  }
}

/** What is lost by an action, if anything. */
function secondThought(action: Action, rows: readonly UploadView[]): Omit<Question, 'confirm'> | null {
  const unfinished = rows.filter(
    (row) => row.state !== 'done' && row.state !== 'processing' && row.acceptedBytes + row.inFlightBytes > 0,
  )
  const sent = unfinished.reduce((sum, row) => sum + row.acceptedBytes + row.inFlightBytes, 0)
  const startsOver = action === 'startOver' || action === 'whenQuiet'
  if (sent === 0 || !(action === 'cancel' || action === 'remove' || startsOver)) return null
  const what = rows.length === 1 ? `“${rows[0]?.name}”` : `${rows.length} uploads`
  const part = `${formatBytes(sent)} that ${unfinished.length === 1 ? 'was' : 'were'} already sent`
  switch (action) {
    case 'cancel':
      return { title: `Cancel ${what}?`, description: `The ${part} will be deleted at the host.`, action: 'Cancel upload' }
    case 'remove':
      return {
        title: `Remove ${what}?`,
        description: `The ${part} will be deleted at the host. Your files stay where they are.`,
        action: 'Remove',
      }
    case 'startOver':
    case 'whenQuiet':
      return {
        title: `Start ${what} over?`,
        description: `The ${part} will be deleted at the host and sent again.`,
        action: 'Start over',
      }
  }
}
