/** @file The state of the form of an account: entered values, their test, and saving. Stored secrets are replaced, never shown. */
import type { AccountField, AccountView, ConnectionTest } from '@contract/account.ts'
import { movedAddress } from '@contract/addresses/address-change.ts'
import type { Failure } from '@contract/errors/errors.ts'
import { computed, reactive, shallowRef, watch } from 'vue'
import { filledValues } from '../../components/fields/field-values.ts'
import { useState } from '../../state/inject.ts'
import { useAction } from '../page/use-action.ts'

export type AccountForm = ReturnType<typeof useAccountForm>

export function useAccountForm(account: () => AccountView | null) {
  const { accounts, settings } = useState()
  const providerId = shallowRef('')
  const name = shallowRef('')
  const values = reactive<Record<string, string>>({})
  /** Entered secrets by field: `undefined` keeps the stored one, an empty text removes it. */
  const secrets = reactive<Record<string, string | undefined>>({})
  /** The values that were entered for each provider before another one was chosen. */
  const valuesByProvider = new Map<string, Readonly<Record<string, string>>>()
  const saving = useAction()
  const testing = useAction()
  /** The test of what is entered; `null` again after any change. */
  const test = shallowRef<ConnectionTest | null>(null)

  const provider = computed(() => accounts.providerOf(providerId.value))
  const fields = computed<readonly AccountField[]>(() => provider.value?.fields ?? [])
  const isFolded = (field: AccountField): boolean => field.advanced === true && !field.required
  const plain = computed(() => fields.value.filter((field) => !isFolded(field)))
  /** Advanced fields, which most people leave as they are. */
  const folded = computed(() => fields.value.filter(isFolded))
  const hasSecrets = computed(() => fields.value.some(({ secret }) => secret))
  const isLocked = computed(() => settings.app.value?.secureStorage.available === false)
  /** A required secret cannot be saved without secure storage. */
  const cannotSave = computed(
    () => isLocked.value && fields.value.some((field) => field.secret && field.required && !isStored(field)),
  )

  /** The change to another origin, which does not get the stored secrets; `null` without such a change. */
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

  function clearSecrets(): void {
    for (const key of Object.keys(secrets)) delete secrets[key]
  }

  // Secrets are entered for one origin, and must not be sent to another one.
  watch(() => moved.value?.to, clearSecrets, { flush: 'sync' })

  /** Chooses a provider, with the values that were entered for it before, but without its secrets. */
  function choose(id: string): void {
    if (id === providerId.value) return
    valuesByProvider.set(providerId.value, { ...values })
    start(id, valuesByProvider.get(id) ?? {})
  }

  function start(id: string, entered: Readonly<Record<string, string>>): void {
    providerId.value = id
    clearSecrets()
    for (const key of Object.keys(values)) delete values[key]
    Object.assign(values, entered)
    test.value = null
    saving.problem.value = null
    testing.problem.value = null
  }

  /** Fills the form with the stored account. */
  function begin(): void {
    const before = account()
    name.value = before && !before.adHoc ? before.name : ''
    valuesByProvider.clear()
    start(before?.provider ?? '', before?.settings ?? {})
  }

  /** After a change of the origin, stored secrets that are not entered again are deleted, as the text above the fields says. */
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

  /** The failure of the last attempt to save or to test. */
  const failure = computed<Failure | null>(() => saving.problem.value ?? test.value?.failure ?? null)
  /** The field beside which it is shown; `null` below the form. */
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
    clearSecrets,

    /** Tests what is entered, and stores nothing. After a change during the test, its result is dropped. */
    runTest: () =>
      testing.run(async () => {
        saving.problem.value = null
        const entered = input()
        const result = await accounts.testEntered(entered)
        if (JSON.stringify(input()) === JSON.stringify(entered)) test.value = result
      }),

    /** Resolves to the stored account; to `null` when it was refused. */
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
