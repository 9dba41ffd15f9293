/** @file Accounts that must not be used until a given time, each with the failure that is the reason. */
import type { Failure } from '../../../contract/errors/errors.ts'
import type { Clock } from '../../ports.ts'

export function createAccountPauses(clock: Pick<Clock, 'now'>) {
  const pauses = new Map<string, { readonly until: number; readonly problem: Failure }>()

  function ids(): string[] {
    const now = clock.now()
    for (const [id, { until }] of pauses) if (until <= now) pauses.delete(id)
    return [...pauses.keys()]
  }

  return {
    /** The accounts that are paused now. */
    ids,
    /** Why an account is paused; `null` when it is not. */
    reason: (accountId: string): Failure | null => {
      const pause = pauses.get(accountId)
      return pause && pause.until > clock.now() ? pause.problem : null
    },
    /** Of several pauses of an account, the one that ends last counts. */
    pause(accountId: string, until: number, problem: Failure): void {
      if (until > (pauses.get(accountId)?.until ?? 0)) pauses.set(accountId, { until, problem })
    },
    end: (accountId: string): void => void pauses.delete(accountId),
    /** When the next pause ends, in epoch ms; `null` when nothing is paused. */
    nextEnd: (): number | null => (ids().length === 0 ? null : Math.min(...[...pauses.values()].map(({ until }) => until))),
    /** The wall clock was set: pauses keep their length. */
    clockMoved(byMs: number): void {
      for (const [id, { until, problem }] of pauses) pauses.set(id, { until: until + byMs, problem })
    },
  }
}
