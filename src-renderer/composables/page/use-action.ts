/** @file Runs one action at a time, and keeps the failure of the last one. */
import { type Failure, failureFrom } from '@contract/errors/errors.ts'
import { shallowRef } from 'vue'

export function useAction() {
  const busy = shallowRef(false)
  const problem = shallowRef<Failure | null>(null)

  /** Does nothing while another one runs. */
  async function run(action: () => Promise<void>): Promise<void> {
    if (busy.value) return
    busy.value = true
    problem.value = null
    try {
      await action()
    } catch (caught) {
      problem.value = failureFrom(caught)
    } finally {
      busy.value = false
    }
  }

  return { busy, problem, run }
}
