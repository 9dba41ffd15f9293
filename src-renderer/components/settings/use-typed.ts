/** @file A setting that is typed: what cannot be used stays as it was typed, with what is wrong. */
import type { Settings } from '@contract/settings.ts'
import { shallowRef } from 'vue'
import { type SettingName, useSetting } from './use-setting.ts'

/**
 * @param read the value of a text; `null` when it is none
 * @param ask says what can be entered, as a sentence
 */
export function useTyped<N extends SettingName>(id: N, read: (text: string) => Settings[N] | null, ask: () => string) {
  const { value, problem, refuse, clear, change } = useSetting(id)
  /** What was typed and is not in force. */
  const draft = shallowRef<string | null>(null)
  let isStoring = false

  return {
    value,
    problem,
    draft,

    /** What is being typed stays, whatever is drawn again meanwhile. */
    type(event: Event): void {
      draft.value = (event.currentTarget as HTMLInputElement).value
    },

    async enter(event: Event): Promise<void> {
      const text = (event.currentTarget as HTMLInputElement).value
      draft.value = text
      const entered = read(text)
      if (entered === null) {
        refuse(ask)
        return
      }
      isStoring = true
      const isInForce = await change(entered)
      isStoring = false
      if (isInForce && draft.value === text) draft.value = null
    },

    /** Typed and taken back, nothing was changed. */
    leave(): void {
      if (!isStoring && problem.value === '') draft.value = null
    },

    clear(): void {
      clear()
      draft.value = null
    },
  }
}
