/** @file What the dialogs that add to the queue have in common: an account, its options, and one attempt at a time. */
import type { AccountView } from '@contract/account.ts'
import type { AddOutcome } from '@contract/outcomes.ts'
import { type Ref, shallowRef } from 'vue'
import { defaultAccountId } from '../state/accounts.ts'
import { useAction } from './use-action.ts'
import { refusedInput } from './use-outcome.ts'
import { useUploadOptions } from './use-upload-options.ts'

/**
 * @param options the folded options, which open when something in them was refused
 * @param onAdded everything that was entered was taken
 */
export function useImportForm({
  options,
  onAdded,
}: {
  options: Readonly<Ref<{ show(): void } | null>>
  onAdded: (outcome: AddOutcome) => void
}) {
  const accountId = shallowRef('')
  const { busy, problem, run } = useAction()
  const form = useUploadOptions(accountId)

  /** Options are those of an account: with another one they begin anew. */
  function use(id: string): void {
    accountId.value = id
    problem.value = null
    form.reset()
  }

  return {
    accountId,
    problem,
    busy,
    form,
    /** The dialog opens: nothing is entered yet. */
    begin: (accounts: readonly AccountView[], wanted: string | null = null): void =>
      use(accounts.some(({ id }) => id === wanted) && wanted !== null ? wanted : defaultAccountId(accounts)),
    choose: (event: Event): void => use((event.currentTarget as HTMLSelectElement).value),

    /** What was entered is not lost: only what was accepted is reported. */
    async submit(request: (account: string) => Promise<AddOutcome>): Promise<void> {
      if (accountId.value === '') return
      await run(async () => {
        const outcome = await request(accountId.value)
        problem.value = refusedInput(outcome)
        if (!problem.value) onAdded(outcome)
      })
      if (problem.value?.code === 'input.invalid') options.value?.show()
    },
  }
}
