/** @file What is being added: clips, accounts with their options, and what the host says would come of it. */
import type { AccountView } from '@contract/account.ts'
import type { AddOutcome } from '@contract/outcomes.ts'
import type { Input } from '@contract/requests.ts'
import type { WatchView } from '@contract/watch.ts'
import { computed, type Ref, shallowRef, watch } from 'vue'
import { changedValues, type Values } from '../components/fields/field-values.ts'
import { defaultAccountId } from '../state/accounts.ts'
import { useState } from '../state/inject.ts'
import { useAddPreview } from './use-add-preview.ts'

export type AddSheet = ReturnType<typeof useAddSheet>

export function useAddSheet({
  paths,
  watched,
}: {
  paths: Readonly<Ref<readonly string[]>>
  /** The watched folder by whose rules they are sent; `null` where accounts are chosen. */
  watched: Readonly<Ref<WatchView | null>>
}) {
  const { accounts, bridge } = useState()
  const chosen = shallowRef<readonly string[]>([])
  const again = shallowRef<ReadonlySet<string>>(new Set())
  const except = shallowRef<ReadonlySet<string>>(new Set())
  /** What was entered for each account; an account that is not here has its defaults. */
  const values = shallowRef<Readonly<Record<string, Values>>>({})
  /** `null` as long as nobody has changed it: then each account has its own template. */
  const title = shallowRef<string | null>(null)
  /** What the sheet begins with, until a person has chosen: accounts may come later than the sheet. */
  let beginsWith: { readonly wanted: string | null } | null = null

  const viewOf = (id: string): AccountView | null => accounts.list.value.find((one) => one.id === id) ?? null
  const views = computed(() => chosen.value.flatMap((id) => viewOf(id) ?? []))
  const providerOf = (view: AccountView) => accounts.providerOf(view.provider)
  const valuesOf = (view: AccountView): Values => values.value[view.id] ?? view.defaults.options
  const changedOf = (view: AccountView): Record<string, string> =>
    changedValues(providerOf(view)?.options ?? [], valuesOf(view), view.defaults.options)

  /** The title that holds at an account, with its placeholders; empty for the name of the file. */
  const templateOf = (view: AccountView | null): string => title.value ?? view?.defaults.titleTemplate ?? ''

  const targets = computed<Input<'queue.previewAdd'>['to']>(() => {
    const folder = watched.value
    if (folder) return [{ account: folder.rules.accountId, options: folder.rules.options }]
    return views.value.map((view) => ({ account: view.id, options: changedOf(view), again: again.value.has(view.id) }))
  })

  const answer = useAddPreview(
    computed(() => ({
      paths: [...paths.value],
      except: [...except.value],
      to: targets.value.map((one) => ({ ...one })),
    })),
  )
  const { preview, current, problem, isLooking } = answer

  /** What is not offered any more is not asked for: nothing of these was sent there before. */
  watch(current, (now) => {
    if (!now) return
    const kept = [...again.value].filter((id) => now.accounts.some((one) => one.accountId === id && one.counts.sent > 0))
    if (kept.length < again.value.size) again.value = new Set(kept)
  })

  function chooseFirst(): void {
    if (!beginsWith) return
    const { wanted } = beginsWith
    const id = wanted !== null && viewOf(wanted) ? wanted : defaultAccountId(accounts.list.value)
    chosen.value = id === '' ? [] : [id]
  }

  watch(() => accounts.list.value, chooseFirst)

  return {
    chosen,
    views,
    again,
    except,
    title,
    preview,
    current,
    problem,
    isLooking,
    providerOf,
    valuesOf,
    changedOf,
    templateOf,

    /** The sheet opens: nothing is entered yet. */
    begin(wanted: string | null): void {
      beginsWith = { wanted }
      chooseFirst()
      again.value = new Set()
      except.value = new Set()
      values.value = {}
      title.value = null
      answer.begin()
    },

    end: answer.end,

    toggle(id: string): void {
      beginsWith = null
      const isChosen = chosen.value.includes(id)
      const all = accounts.list.value.map((one) => one.id)
      chosen.value = all.filter((one) => (one === id ? !isChosen : chosen.value.includes(one)))
      if (isChosen) again.value = new Set([...again.value].filter((one) => one !== id))
    },

    toggleAgain(id: string): void {
      const next = new Set(again.value)
      if (!next.delete(id)) next.add(id)
      again.value = next
    },

    setValues(id: string, entered: Values): void {
      values.value = { ...values.value, [id]: entered }
    },

    leaveOut(path: string): void {
      except.value = new Set([...except.value, path])
    },

    putBack(): void {
      except.value = new Set()
    },

    /** Adds what the preview shows. Throws what the host refuses. */
    async submit(sent: readonly string[]): Promise<AddOutcome> {
      const left = except.value.size > 0 ? { except: [...except.value] } : {}
      if (watched.value)
        return bridge.request('watch.sendFiles', { id: watched.value.id, paths: [...sent], ...left, fitting: true })
      const [first, ...also] = views.value.map((view) => ({
        account: view.id,
        options: changedOf(view),
        ...(title.value === null ? {} : { title: title.value.trim() || '{name}' }),
        ...(again.value.has(view.id) ? { again: true } : {}),
      }))
      const { account = '', ...more } = first ?? {}
      return bridge.request('queue.add', {
        paths: [...sent],
        ...left,
        destination: { account },
        ...more,
        ...(also.length > 0 ? { also } : {}),
        fitting: true,
      })
    },
  }
}
