/** @file What is entered in the form of an account, tested and saved. Stored secrets are replaced, never shown. */
import type { AccountField, AccountView, ConnectionTest } from '@contract/account.ts'
import { movedAddress } from '@contract/address-change.ts'
import type { Failure } from '@contract/errors.ts'
import { computed, reactive, shallowRef, watch } from 'vue'
import { filledValues } from '../components/fields/field-values.ts'
import { useState } from '../state/inject.ts'
import { useAction } from './use-action.ts'

export type AccountForm = ReturnType<typeof useAccountForm>

export function useAccountForm(account: () => AccountView | null) {
  const { accounts, settings } = useState()
  const providerId = shallowRef('')
  const name = shallowRef('')
  const values = reactive<Record<string, string>>({})
  /** What is entered now; `undefined` keeps what is stored, an empty text removes it. */
  const secrets = reactive<Record<string, string | undefined>>({})
  /** What was entered for providers that are not chosen any more. */
  const left = new Map<string, Readonly<Record<string, string>>>()
  const saving = useAction()
  const testing = useAction()
  /** Of what is entered; gone as soon as anything else is. */
  const test = shallowRef<ConnectionTest | null>(null)

  const provider = computed(() => accounts.providerOf(providerId.value))
  const fields = computed<readonly AccountField[]>(() => provider.value?.fields ?? [])
  const isFolded = (field: AccountField): boolean => field.advanced === true && !field.required
  const plain = computed(() => fields.value.filter((field) => !isFolded(field)))
  /** What most people leave as it is. */
  const folded = computed(() => fields.value.filter(isFolded))
  const hasSecrets = computed(() => fields.value.some(({ secret }) => secret))
  const isLocked = computed(() => settings.app.value?.secureStorage.available === false)
  /** Without secure storage for a secret that is needed, nothing can be saved. */
  const cannotSave = computed(
    () => isLocked.value && fields.value.some((field) => field.secret && field.required && !isStored(field)),
  )

  /** What is stored was entered for the address as it was; another one does not get it. */
  const moved = computed(() => {
    const before = account()
    if (!before || before.storedSecrets.length === 0) return null
    return movedAddress(fields.value, before.settings, filledValues(values))
  })

  function wasStored(field: AccountField): boolean {
    const before = account()
    return field.secret && providerId.value === before?.provider && before.storedSecrets.includes(field.name)
  }

  function isStored(field: AccountField): boolean {
    return moved.value === null && wasStored(field)
  }

  function forgetSecrets(): void {
    for (const key of Object.keys(secrets)) delete secrets[key]
  }

  /** A key was entered, kept or removed for one origin; it does not follow the address to another one. */
  watch(() => moved.value?.to, forgetSecrets, { flush: 'sync' })

  /** What was entered for a provider comes back with it, all but its keys. */
  function choose(id: string): void {
    if (id === providerId.value) return
    left.set(providerId.value, { ...values })
    start(id, left.get(id) ?? {})
  }

  function start(id: string, entered: Readonly<Record<string, string>>): void {
    providerId.value = id
    forgetSecrets()
    for (const key of Object.keys(values)) delete values[key]
    Object.assign(values, entered)
    test.value = null
    saving.problem.value = null
    testing.problem.value = null
  }

  /** Begins with what is stored. */
  function begin(): void {
    const before = account()
    name.value = before && !before.adHoc ? before.name : ''
    left.clear()
    start(before?.provider ?? '', before?.settings ?? {})
  }

  /** Left empty after the address changed, what is stored is deleted: the text above the fields says so. */
  function enteredSecrets(): Record<string, string> {
    const removed = moved.value ? fields.value.filter(wasStored).map(({ name: field }) => [field, ''] as const) : []
    const entered = Object.entries(secrets).filter((entry): entry is [string, string] => entry[1] !== undefined)
    return Object.fromEntries([...removed, ...entered])
  }

  function input() {
    const known = new Set(fields.value.filter(({ secret }) => !secret).map((field) => field.name))
    const before = account()
    return {
      ...(before ? { id: before.id } : {}),
      provider: providerId.value,
      name: name.value,
      settings: Object.fromEntries(Object.entries(filledValues(values)).filter(([key]) => known.has(key))),
      secrets: enteredSecrets(),
    }
  }

  watch([values, secrets], () => {
    test.value = null
    saving.problem.value = null
  })

  /** What the last attempt to save or to test ran into. */
  const failure = computed<Failure | null>(() => saving.problem.value ?? test.value?.failure ?? null)
  /** The field beside which that is said; `null` says it below the form. */
  const failedField = computed(() => {
    const named = saving.problem.value ? (saving.problem.value.params['field'] ?? null) : (test.value?.field ?? null)
    return fields.value.some((field) => field.name === named) ? named : null
  })

  return {
    providerId,
    provider,
    name,
    values,
    secrets,
    fields,
    plain,
    folded,
    hasSecrets,
    isLocked,
    cannotSave,
    moved,
    isStored,
    test,
    failure,
    failedField,
    isSaving: saving.busy,
    isTesting: testing.busy,
    testProblem: testing.problem,
    choose,
    begin,
    forgetSecrets,

    /** Tests what is entered; nothing is stored. What was changed meanwhile is not what was tested. */
    runTest: () =>
      testing.run(async () => {
        saving.problem.value = null
        const entered = input()
        const found = await accounts.testEntered(entered)
        if (JSON.stringify(input()) === JSON.stringify(entered)) test.value = found
      }),

    /** Resolves to the account once it is stored, to `null` when it was refused. */
    async save(): Promise<AccountView | null> {
      if (cannotSave.value) return null
      let saved: AccountView | null = null
      await saving.run(async () => {
        saved = await accounts.save(input())
      })
      return saved
    },
  }
}
