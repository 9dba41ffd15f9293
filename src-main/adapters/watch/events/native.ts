/** @file Reports of changes on macOS and Windows, which watch a whole tree by themselves. */
import type { Log } from '../../../engine/ports.ts'
import type { FolderEvents } from '../../../engine/watch/ports.ts'
import { collect } from './collect.ts'

/** After the system refused, or lost track. */
const AGAIN_MS = 5_000

export type NativeWatcher = Pick<typeof import('@parcel/watcher'), 'subscribe'>
type Subscription = Awaited<ReturnType<NativeWatcher['subscribe']>>

/** `load` can be replaced by a test. Native code is loaded when the first folder is watched, not before. */
export function createNativeEvents(log: Log, load: () => Promise<NativeWatcher> = loadWatcher): FolderEvents {
  let loaded: Promise<NativeWatcher | null> | null = null

  function watcher(): Promise<NativeWatcher | null> {
    loaded ??= load().catch((caught: unknown) => {
      log.error('changes cannot be watched on this system', caught)
      return null
    })
    return loaded
  }

  return {
    async watch(path, reports) {
      const system = await watcher()
      if (!system) {
        reports.missing('changes cannot be watched on this system')
        return async () => {}
      }
      const news = collect(reports.changed)
      let subscription: Subscription | null = null
      let timer: ReturnType<typeof setTimeout> | null = null
      let isEnded = false

      async function subscribe(): Promise<void> {
        timer = null
        try {
          const made = await system?.subscribe(path, (problem, events) => {
            if (problem) lose(problem)
            else news.add(events.map((event) => event.path))
          })
          subscription = made ?? null
          if (isEnded) await end()
          else reports.missing(null)
        } catch (caught) {
          const reason = caught instanceof Error ? caught.message : String(caught)
          log.warn(`changes in ${path} cannot be watched: ${reason}`)
          reports.missing(`the system says “${reason}”`)
          again()
        }
      }

      /** Events were dropped; after some problems the library tells nothing any more. */
      function lose(problem: Error): void {
        if (isEnded || timer) return
        log.warn(`changes in ${path} were missed: ${problem.message}`)
        news.add(null)
        reports.missing('the system lost track of changes')
        again()
      }

      function again(): void {
        if (isEnded) return
        timer = setTimeout(() => {
          void end()
            .then(subscribe)
            .then(() => news.add(null))
        }, AGAIN_MS)
      }

      async function end(): Promise<void> {
        const ending = subscription
        subscription = null
        await ending?.unsubscribe().catch((caught: unknown) => log.error(`watching ${path} did not end`, caught))
      }

      await subscribe()
      return async () => {
        isEnded = true
        news.stop()
        if (timer) clearTimeout(timer)
        await end()
      }
    },
  }
}

async function loadWatcher(): Promise<NativeWatcher> {
  const { default: watcher } = await import('@parcel/watcher')
  return watcher
}
