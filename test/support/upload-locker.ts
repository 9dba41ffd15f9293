/**
 * @file Locks of uploads for @tus/server. Its own MemoryLocker tries again in every turn of the event loop and keeps a promise for
 * each try: requests that wait for half a minute fill the memory of the process.
 */
import { ERRORS, type Lock, type Locker, type RequestRelease } from '@tus/server'

interface Holder {
  readonly requestRelease: RequestRelease
  readonly released: PromiseWithResolvers<void>
}

const TIMEOUT_MS = 30_000

/** Who wants a lock that is taken asks its holder to release it and waits until it has, the time is up, or the request has ended. */
export function createUploadLocker(): Locker {
  const holders = new Map<string, Holder>()

  async function lock(id: string, requestEnd: AbortSignal, requestRelease: RequestRelease): Promise<void> {
    const end = AbortSignal.any([requestEnd, AbortSignal.timeout(TIMEOUT_MS)])
    const ended = new Promise<void>((resolve) => end.addEventListener('abort', () => resolve(), { once: true }))
    for (let holder = holders.get(id); holder && !end.aborted; holder = holders.get(id)) {
      await holder.requestRelease()
      await Promise.race([holder.released.promise, ended])
    }
    if (end.aborted) throw ERRORS.ERR_LOCK_TIMEOUT
    holders.set(id, { requestRelease, released: Promise.withResolvers() })
  }

  return {
    newLock: (id): Lock => ({
      lock: (requestEnd, requestRelease) => lock(id, requestEnd, requestRelease),
      async unlock() {
        const holder = holders.get(id)
        if (!holder) throw new Error(`Upload ${id} is not locked.`)
        holders.delete(id)
        holder.released.resolve()
      },
    }),
  }
}
