/** @file Reports of the system that something in a tree changed. */
import type { Log } from '../../engine/ports.ts'
import type { FolderEvents } from '../../engine/watch/ports.ts'

/** Changes of this long are told at once. */
const TOGETHER_MS = 200
/** More paths than this are as good as everything. */
const MOST_PATHS = 1_000

type Watcher = Pick<typeof import('@parcel/watcher'), 'subscribe'>

/** `load` can be replaced by a test. Native code is loaded when the first folder is watched, not before. */
export function createFolderEvents(log: Log, load: () => Promise<Watcher> = loadWatcher): FolderEvents {
  let loaded: Promise<Watcher | null> | null = null

  function watcher(): Promise<Watcher | null> {
    loaded ??= load().catch((caught: unknown) => {
      log.error('changes cannot be watched on this system', caught)
      return null
    })
    return loaded
  }

  return {
    async watch(path, onChange) {
      const system = await watcher()
      if (!system) return null
      const news = collect(onChange)
      try {
        const subscription = await system.subscribe(path, (problem, events) => {
          if (problem) log.warn(`changes in ${path} were missed: ${problem.message}`)
          news.add(problem ? null : events.map((event) => event.path))
        })
        return async () => {
          news.stop()
          await subscription.unsubscribe().catch((caught: unknown) => log.error(`watching ${path} did not end`, caught))
        }
      } catch (caught) {
        news.stop()
        log.warn(`changes in ${path} cannot be watched: ${caught instanceof Error ? caught.message : String(caught)}`)
        return null
      }
    },
  }
}

async function loadWatcher(): Promise<Watcher> {
  const { default: watcher } = await import('@parcel/watcher')
  return watcher
}

/** Holds paths back for a moment and tells them together. */
function collect(onChange: (paths: readonly string[] | null) => void) {
  const paths = new Set<string>()
  let isEverything = false
  let isStopped = false
  let timer: ReturnType<typeof setTimeout> | null = null

  function tell(): void {
    const told = isEverything ? null : [...paths]
    timer = null
    paths.clear()
    isEverything = false
    onChange(told)
  }

  return {
    add(more: readonly string[] | null): void {
      if (isStopped) return
      if (more) for (const path of more) paths.add(path)
      if (!more || paths.size > MOST_PATHS) isEverything = true
      if (isEverything) paths.clear()
      timer ??= setTimeout(tell, TOGETHER_MS)
    },
    stop(): void {
      isStopped = true
      if (timer) clearTimeout(timer)
    },
  }
}
