/** @file One setting: its value, how it is changed, and why a change was refused. */
import { DEFAULT_SETTINGS } from '@contract/default-settings.ts'
import { failureFrom, helpOf } from '@contract/errors/errors.ts'
import type { Settings } from '@contract/settings.ts'
import { type ComputedRef, computed, shallowRef } from 'vue'
import { useState } from '../../state/inject.ts'

export type SettingName = keyof Settings

export function isDefault(values: Readonly<Record<string, unknown>>, name: SettingName): boolean {
  return JSON.stringify(values[name]) === JSON.stringify(DEFAULT_SETTINGS[name])
}

export function useSetting<N extends SettingName>(name: N) {
  const { settings } = useState()
  const reason = shallowRef<(() => string) | null>(null)
  const clear = (): void => {
    reason.value = null
  }

  return {
    value: computed(() => settings.values.value[name]) as ComputedRef<Readonly<Settings[N]>>,
    /** Why the last change was refused; empty when it was not. */
    problem: computed(() => reason.value?.() ?? ''),
    clear,
    /** @param message a function, so that it follows a change of the language */
    refuse(message: () => string): void {
      reason.value = message
    },

    /** Resolves whether the value is in force; if not, `problem` is the reason. */
    async change(value: Settings[N]): Promise<boolean> {
      try {
        await settings.change({ [name]: value })
        clear()
        return true
      } catch (caught) {
        const failure = failureFrom(caught)
        reason.value = () => helpOf(failure)
        return false
      }
    },
  }
}
