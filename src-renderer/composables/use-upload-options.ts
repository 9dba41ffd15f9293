/** @file Title and options of uploads that are about to be added: they begin with the defaults of their account. */
import type { AccountView } from '@contract/account.ts'
import { computed, type Ref, shallowRef } from 'vue'
import { changedValues, type Values } from '../components/fields/field-values.ts'
import { useState } from '../state/inject.ts'

export type UploadOptionsForm = ReturnType<typeof useUploadOptions>

export function useUploadOptions(accountId: Readonly<Ref<string>>) {
  const { accounts } = useState()
  const title = shallowRef('')
  const values = shallowRef<Values>({})
  const account = computed<AccountView | null>(() => accounts.list.value.find(({ id }) => id === accountId.value) ?? null)
  const provider = computed(() => accounts.providerOf(account.value?.provider ?? ''))
  const start = computed(() => account.value?.defaults ?? { options: {}, titleTemplate: null })

  /** What differs from the defaults of the account, and only that. */
  const changes = computed<{ title?: string; options: Record<string, string> }>(() => {
    const entered = title.value.trim()
    const template = start.value.titleTemplate ?? ''
    const options = changedValues(provider.value?.options ?? [], values.value, start.value.options)
    if (entered === template) return { options }
    // The template of the account was emptied: then it is the file name.
    return { title: entered === '' ? '{name}' : entered, options }
  })

  return {
    title,
    values,
    account,
    provider,
    changes,
    reset(): void {
      title.value = start.value.titleTemplate ?? ''
      values.value = start.value.options
    },
  }
}
