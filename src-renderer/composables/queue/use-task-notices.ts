/** @file Reports tasks that have ended: those that can be undone, were stopped, or failed. */
import { helpOf, titleOf } from '@contract/errors/errors.ts'
import { t, tn } from '@contract/i18n/i18n.ts'
import { type TaskView, UNDO_MS } from '@contract/queue/task.ts'
import { computed, onMounted, onUnmounted, shallowRef, watch } from 'vue'
import { useState } from '../../state/inject.ts'
import { withCommand } from '../page/key-names.ts'
import { isInTextField } from '../page/text-field.ts'
import { endMessage } from './bulk-messages.ts'

export function useTaskNotices() {
  const { tasks, notices } = useState()
  const keys = computed(() => withCommand('Z'))
  /** Newest last. */
  const undoable = computed(() =>
    tasks.list.value
      .filter(({ canUndo, undoUntil }) => canUndo && undoUntil !== null)
      .map((task) => ({ task, end: tasks.undoEnds.value.get(task.id) ?? Date.now() + UNDO_MS })),
  )
  /** Announcements for screen readers, one per task: figures that move would be read again and again. */
  const spoken = shallowRef<readonly { readonly id: string; readonly text: string }[]>([])
  let announced = new Set<string>()
  let reported = new Set<string>()

  function report(task: TaskView): void {
    if (task.state === 'stopped' && !task.canUndo)
      notices.say('info', endMessage(task), [t('What was done stays; the others are as they were.')])
    if (task.state === 'failed')
      notices.say(
        'problem',
        () => endMessage({ ...task, state: 'stopped' }),
        () =>
          task.failure
            ? [t('{what}.', { what: titleOf(task.failure) }), helpOf(task.failure), task.failure.detail ?? ''].filter(
                (line) => line !== '',
              )
            : [],
      )
  }

  watch(tasks.list, (list) => {
    const over = list.filter(({ state }) => state === 'stopped' || state === 'failed')
    for (const task of over) if (!reported.has(task.id)) report(task)
    reported = new Set(over.map(({ id }) => id))
  })

  watch(undoable, (found) => {
    const current = new Set(found.map(({ task }) => task.id))
    const added = found.filter(({ task }) => !announced.has(task.id))
    spoken.value = [...spoken.value.filter(({ id }) => current.has(id)), ...added.map(announcementOf)]
    // A task whose undoing failed can be undone again: that is not announced a second time.
    announced = new Set([...current, ...tasks.list.value.map(({ id }) => id).filter((id) => announced.has(id))])
  })

  function announcementOf({ task, end }: { readonly task: TaskView; readonly end: number }): { id: string; text: string } {
    const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1_000))
    const undo = tn(seconds, 'Undo with {keys} within {n} second.', 'Undo with {keys} within {n} seconds.', {
      keys: keys.value,
    })
    return { id: task.id, text: `${endMessage(task)} ${undo}` }
  }

  /** Undo by the usual shortcut, which in a field undoes what was typed. */
  function onKey(event: KeyboardEvent): void {
    const newest = undoable.value.at(-1)?.task
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'z'
    const isInField = isInTextField(event.target)
    if (!newest || !isUndo || isInField || event.repeat) return
    event.preventDefault()
    void notices.attempt(() => tasks.undo(newest.id))
  }
  onMounted(() => window.addEventListener('keydown', onKey))
  onUnmounted(() => window.removeEventListener('keydown', onKey))

  return { undoable, spoken, keys }
}
