/** @file Short messages about what was just done; problems stay until they are dismissed. */
import { failureFrom, helpOf, titleOf } from '@contract/errors/errors.ts'
import { readonly, shallowRef } from 'vue'

const SHOWN_MS = 6_000

/** A function is called whenever the notice is shown: a problem stays, and the language may change meanwhile. */
export type Text<T = string> = T | (() => T)

/** Its texts are getters, in the current language. */
export interface Notice {
  readonly id: number
  readonly tone: 'info' | 'problem'
  readonly title: string
  readonly lines: readonly string[]
  readonly link: NoticeLink | null
}

interface NoticeLink {
  readonly label: string
  readonly go: () => void
}

export type Notices = ReturnType<typeof createNotices>

const resolve = <T extends string | readonly string[]>(text: Text<T>): T => (typeof text === 'function' ? text() : text)

export function createNotices() {
  const list = shallowRef<readonly Notice[]>([])
  let nextId = 1

  function dismiss(id: number): void {
    list.value = list.value.filter((notice) => notice.id !== id)
  }

  /** Translated texts of a problem, which stays until it is dismissed, are passed as functions. */
  function say(
    tone: Notice['tone'],
    title: Text,
    lines: Text<readonly string[]> = [],
    link: { readonly label: Text; readonly go: () => void } | null = null,
  ): void {
    const id = nextId++
    const notice: Notice = {
      id,
      tone,
      get title() {
        return resolve(title)
      },
      get lines() {
        return resolve(lines)
      },
      link: link && {
        get label() {
          return resolve(link.label)
        },
        go: link.go,
      },
    }
    list.value = [...list.value.slice(-3), notice]
    if (tone === 'info') window.setTimeout(() => dismiss(id), SHOWN_MS)
  }

  return {
    list: readonly(list),
    say,
    dismiss,
    /** Runs work that a person started, and shows a notice when it fails; resolves to `undefined` then. */
    async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
      try {
        return await work()
      } catch (caught) {
        const problem = failureFrom(caught)
        say(
          'problem',
          () => titleOf(problem),
          () => [helpOf(problem), problem.detail ?? ''].filter((line) => line !== ''),
        )
        return undefined
      }
    },
  }
}
