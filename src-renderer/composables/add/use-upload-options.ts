/** @file The form of title and options of new uploads, preset to the defaults of their account. */
import type { AccountView } from '@contract/account.ts'
import { computed, type Ref, shallowRef } from 'vue'
import { changedValues, type Values } from '../../components/fields/field-values.ts'
import { useState } from '../../state/inject.ts'

export type UploadOptionsForm = ReturnType<typeof useUploadOptions>

export function useUploadOptions(accountId: Readonly<Ref<string>>) {
  const { accounts } = useState()
  const title = shallowRef('')
  const values = shallowRef<Values>({})
  const account = computed<AccountView | null>(() => accounts.list.value.find(({ id }) => id === accountId.value) ?? null)
  const provider = computed(() => accounts.providerOf(account.value?.provider ?? ''))
  const defaults = computed(() => account.value?.defaults ?? { options: {}, titleTemplate: null })

  /** Only what differs from the defaults of the account. */
  const changes = computed<{ title?: string; options: Record<string, string> }>(() => {
    const entered = title.value.trim()
    const template = defaults.value.titleTemplate ?? ''
    const options = changedValues(provider.value?.options ?? [], values.value, defaults.value.options)
    if (entered === template) return { options }
    // An empty title overrides the template of the account by the file name.
    return { title: entered === '' ? '{name}' : entered, options }
  })

  return {
    title,
    values,
    account,
    provider,
    changes,
    reset(): void {
      title.value = defaults.value.titleTemplate ?? ''
      values.value = defaults.value.options
    },
  }
}
