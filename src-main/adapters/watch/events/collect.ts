/** @file Collects reported paths for a moment, and reports them together. */

/** Paths within this time are reported together. */
const COLLECT_MS = 200
/** With more paths than this, anything may have changed. */
const MAX_PATHS = 1_000

interface ReportCollector {
  /** `null` when anything may have changed. */
  add(paths: readonly string[] | null): void
  stop(): void
}

export function collect(onChange: (paths: readonly string[] | null) => void): ReportCollector {
  const paths = new Set<string>()
  let isEverything = false
  let isStopped = false
  let timer: ReturnType<typeof setTimeout> | null = null

  function flush(): void {
    const collected = isEverything ? null : [...paths]
    timer = null
    paths.clear()
    isEverything = false
    onChange(collected)
  }

  return {
    add(changed) {
      if (isStopped) return
      if (changed) for (const path of changed) paths.add(path)
      if (!changed || paths.size > MAX_PATHS) isEverything = true
      if (isEverything) paths.clear()
      timer ??= setTimeout(flush, COLLECT_MS)
    },
    stop() {
      isStopped = true
      if (timer) clearTimeout(timer)
    },
  }
}
