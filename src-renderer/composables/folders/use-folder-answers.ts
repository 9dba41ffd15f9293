/** @file Answers a question of a watched folder, for all files that it is about. */
import { tn } from '@contract/i18n/i18n.ts'
import type { WatchView } from '@contract/watch.ts'
import { readonly, shallowRef } from 'vue'
import type { Question } from '../../components/folders/folder-questions.ts'
import { useState } from '../../state/inject.ts'
import type { Decision } from './use-watch-files.ts'

export function useFolderAnswers() {
  const { watches, notices } = useState()
  const busy = shallowRef(false)

  async function answer({ id }: Pick<WatchView, 'id'>, { reason }: Pick<Question, 'reason'>, decision: Decision): Promise<void> {
    busy.value = true
    const files = { id, state: 'asking' as const, reason }
    const outcome = await notices.attempt(() => watches.decide({ files, do: decision }))
    busy.value = false
    if (outcome) report(outcome.changed, decision)
  }

  function report(files: number, decision: Decision): void {
    const message =
      decision === 'send'
        ? tn(files, '{n} file will be sent.', '{n} files will be sent.')
        : tn(files, '{n} file left out.', '{n} files left out.')
    notices.say('info', message)
  }

  return { busy: readonly(busy), answer, report }
}
