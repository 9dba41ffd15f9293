/** @file Reports changes on macOS and Windows, which watch a whole tree by themselves. */
import { phrase } from '../../../contract/i18n/phrase.ts'
import type { Log } from '../../../engine/ports.ts'
import type { FolderEvents } from '../../../engine/watch/ports.ts'
import { collect } from './collect.ts'

/** Delay after the system refused to watch, or lost events. */
const RETRY_MS = 5_000

type NativeWatcher = Pick<typeof import('@parcel/watcher'), 'subscribe'>
type Subscription = Awaited<ReturnType<NativeWatcher['subscribe']>>

/** @param load loads the library when the first folder is watched; a test replaces it */
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
        reports.missing(phrase('changes cannot be watched on this system'))
        return async () => {}
      }
      const collector = collect(reports.changed)
      let subscription: Subscription | null = null
      let timer: ReturnType<typeof setTimeout> | null = null
      let isEnded = false

      async function subscribe(): Promise<void> {
        timer = null
        try {
          const created = await system?.subscribe(path, (problem, events) => {
            if (problem) onProblem(problem)
            else collector.add(events.map((event) => event.path))
          })
          subscription = created ?? null
          if (isEnded) await end()
          else reports.missing(null)
        } catch (caught) {
          const reason = caught instanceof Error ? caught.message : String(caught)
          log.warn(`changes in “${path}” cannot be watched: ${reason}`)
          reports.missing(phrase('the system says “{words}”', { words: reason }))
          retryLater()
        }
      }

      /** Events were dropped; after some errors the library reports nothing any more, so it is subscribed again. */
      function onProblem(problem: Error): void {
        if (isEnded || timer) return
        log.warn(`changes in “${path}” were missed: ${problem.message}`)
        collector.add(null)
        reports.missing(phrase('the system lost track of changes'))
        retryLater()
      }

      function retryLater(): void {
        if (isEnded || timer) return
        timer = setTimeout(() => {
          void end()
            .then(subscribe)
            .then(() => collector.add(null))
        }, RETRY_MS)
      }

      async function end(): Promise<void> {
        const ending = subscription
        subscription = null
        await ending?.unsubscribe().catch((caught: unknown) => log.error(`watching “${path}” did not end`, caught))
      }

      await subscribe()
      return async () => {
        isEnded = true
        collector.stop()
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
