/** @file A setting that is typed: an invalid text stays as it was typed, with a message. */
import type { Settings } from '@contract/settings.ts'
import { shallowRef } from 'vue'
import { type SettingName, useSetting } from './use-setting.ts'

/**
 * @param parse the value of a text; `null` for an invalid one
 * @param message says what can be entered, as a sentence
 */
export function useTyped<N extends SettingName>(id: N, parse: (text: string) => Settings[N] | null, message: () => string) {
  const { value, problem, refuse, clear, change } = useSetting(id)
  /** Text that was typed and is not stored. */
  const draft = shallowRef<string | null>(null)
  let isStoring = false

  return {
    value,
    problem,
    draft,

    /** Holds the text while it is typed, so that a re-render does not replace it. */
    type(event: Event): void {
      draft.value = (event.currentTarget as HTMLInputElement).value
    },

    async enter(event: Event): Promise<void> {
      const text = (event.currentTarget as HTMLInputElement).value
      draft.value = text
      const entered = parse(text)
      if (entered === null) {
        refuse(message)
        return
      }
      isStoring = true
      const isStored = await change(entered)
      isStoring = false
      if (isStored && draft.value === text) draft.value = null
    },

    /** Drops a draft that equals the stored value: no change event was fired for it. */
    leave(): void {
      if (!isStoring && problem.value === '') draft.value = null
    },

    clear(): void {
      clear()
      draft.value = null
    },
  }
}
