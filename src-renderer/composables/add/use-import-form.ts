/** @file The state of the form that adds links: an account, its options, and one attempt at a time. */
import type { AccountView } from '@contract/account.ts'
import type { AddOutcome } from '@contract/queue/outcomes.ts'
import { type Ref, shallowRef } from 'vue'
import { defaultAccountId } from '../../state/accounts.ts'
import { useAction } from '../page/use-action.ts'
import { refusedInput } from './use-outcome.ts'
import { useUploadOptions } from './use-upload-options.ts'

/**
 * @param options the folded options, which open when one of them was refused
 * @param onAdded called when nothing that was entered was refused
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

  /** Resets the options, which are those of an account. */
  function setAccount(id: string): void {
    accountId.value = id
    problem.value = null
    form.reset()
  }

  return {
    accountId,
    problem,
    busy,
    form,
    /** Resets everything, for a dialog that opens. */
    begin: (accounts: readonly AccountView[], wanted: string | null = null): void =>
      setAccount(accounts.some(({ id }) => id === wanted) && wanted !== null ? wanted : defaultAccountId(accounts)),
    choose: (event: Event): void => setAccount((event.currentTarget as HTMLSelectElement).value),

    /** Reports only what was accepted, so that refused input stays in the form. */
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
