/** @file One setting: its value, whether it differs from its default, and how it is changed and set back. */
import { DEFAULT_SETTINGS } from '@contract/default-settings.ts'
import { failureFrom, helpOf } from '@contract/errors.ts'
import type { Settings } from '@contract/settings.ts'
import { type ComputedRef, computed, shallowRef } from 'vue'
import { useState } from '../../state/inject.ts'

export type SettingName = keyof Settings

export function isDefault(values: Readonly<Record<string, unknown>>, name: SettingName): boolean {
  return JSON.stringify(values[name]) === JSON.stringify(DEFAULT_SETTINGS[name])
}

export function useSetting<N extends SettingName>(name: N) {
  const { settings } = useState()
  const why = shallowRef<(() => string) | null>(null)
  const clear = (): void => {
    why.value = null
  }

  return {
    value: computed(() => settings.values.value[name]) as ComputedRef<Readonly<Settings[N]>>,
    isChanged: computed(() => !isDefault(settings.values.value, name)),
    /** Why what was entered last is not in force; it stays where it was entered. */
    problem: computed(() => why.value?.() ?? ''),
    clear,
    /** @param reason says so in the language of now */
    refuse(reason: () => string): void {
      why.value = reason
    },

    async change(value: Settings[N], more: Partial<Settings> = {}): Promise<boolean> {
      try {
        await settings.change({ ...more, [name]: value })
        clear()
        return true
      } catch (caught) {
        const failure = failureFrom(caught)
        why.value = () => helpOf(failure)
        return false
      }
    },
  }
}
