/** @file The answer to a question of a folder, for all files that it is about. */
import { counted } from '@contract/format.ts'
import type { WatchView } from '@contract/watch.ts'
import { readonly, shallowRef } from 'vue'
import type { Question } from '../components/folders/folder-questions.ts'
import { useState } from '../state/inject.ts'
import type { Decision } from './use-watch-files.ts'

export function useFolderAnswers() {
  const { watches, notices } = useState()
  const busy = shallowRef(false)

  async function answer({ id }: Pick<WatchView, 'id'>, { reason }: Pick<Question, 'reason'>, decision: Decision): Promise<void> {
    busy.value = true
    const files = { id, state: 'asking' as const, reason }
    const outcome = await notices.attempt(() => watches.decide({ files, do: decision }))
    busy.value = false
    if (outcome) tell(outcome.changed, decision)
  }

  /** Says what became of so many files. */
  function tell(files: number, decision: Decision): void {
    const what = counted(files, 'file')
    notices.say('info', decision === 'send' ? `${what} will be sent.` : `${what} left out.`)
  }

  return { busy: readonly(busy), answer, tell }
}
