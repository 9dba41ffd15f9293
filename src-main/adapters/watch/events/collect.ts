/** @file Holds reports back for a moment and tells them together. */

/** Changes of this long are told at once. */
const TOGETHER_MS = 200
/** More paths than this are as good as everything. */
const MOST_PATHS = 1_000

export interface News {
  /** `null` when anything may have changed. */
  add(paths: readonly string[] | null): void
  stop(): void
}

export function collect(onChange: (paths: readonly string[] | null) => void): News {
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
    add(more) {
      if (isStopped) return
      if (more) for (const path of more) paths.add(path)
      if (!more || paths.size > MOST_PATHS) isEverything = true
      if (isEverything) paths.clear()
      timer ??= setTimeout(tell, TOGETHER_MS)
    },
    stop() {
      isStopped = true
      if (timer) clearTimeout(timer)
    },
  }
}
