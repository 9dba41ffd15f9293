/** @file The state of the sheet that adds clips: accounts with their options, titles, and the preview of the host. */
import type { AccountView } from '@contract/account.ts'
import type { AddOutcome } from '@contract/queue/outcomes.ts'
import type { Input } from '@contract/requests.ts'
import type { WatchView } from '@contract/watch.ts'
import { computed, type Ref, shallowRef, watch } from 'vue'
import { changedValues, type Values } from '../../components/fields/field-values.ts'
import { defaultAccountId } from '../../state/accounts.ts'
import { useState } from '../../state/inject.ts'
import { useAddPreview } from './use-add-preview.ts'

export type AddSheet = ReturnType<typeof useAddSheet>

export function useAddSheet({
  paths,
  watched,
}: {
  paths: Readonly<Ref<readonly string[]>>
  /** The watched folder whose rules apply; `null` where accounts are chosen. */
  watched: Readonly<Ref<WatchView | null>>
}) {
  const { accounts, bridge } = useState()
  const chosen = shallowRef<readonly string[]>([])
  const again = shallowRef<ReadonlySet<string>>(new Set())
  const except = shallowRef<ReadonlySet<string>>(new Set())
  /** The options that were entered, by account; an account without an entry has its defaults. */
  const values = shallowRef<Readonly<Record<string, Values>>>({})
  /** `null` as long as nobody has changed it: then each account has its own template. */
  const title = shallowRef<string | null>(null)
  /** The account to preselect; `null` once a person has chosen. Accounts may be loaded after the sheet was opened. */
  let preset: { readonly wanted: string | null } | null = null

  const viewOf = (id: string): AccountView | null => accounts.list.value.find((account) => account.id === id) ?? null
  const views = computed(() => chosen.value.flatMap((id) => viewOf(id) ?? []))
  const providerOf = (view: AccountView) => accounts.providerOf(view.provider)
  const valuesOf = (view: AccountView): Values => values.value[view.id] ?? view.defaults.options
  const changedOf = (view: AccountView): Record<string, string> =>
    changedValues(providerOf(view)?.options ?? [], valuesOf(view), view.defaults.options)

  /** The template of titles at an account; empty for the name of the file. */
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
      to: targets.value.map((target) => ({ ...target })),
    })),
  )
  const { preview, current, problem, isLoading } = answer

  // “Send again” is offered only for accounts to which some of the clips were sent before.
  watch(current, (now) => {
    if (!now) return
    const kept = [...again.value].filter((id) =>
      now.accounts.some(({ accountId, counts }) => accountId === id && counts.sent > 0),
    )
    if (kept.length < again.value.size) again.value = new Set(kept)
  })

  function applyPreset(): void {
    if (!preset) return
    const { wanted } = preset
    const id = wanted !== null && viewOf(wanted) ? wanted : defaultAccountId(accounts.list.value)
    chosen.value = id === '' ? [] : [id]
  }

  watch(() => accounts.list.value, applyPreset)

  return {
    chosen,
    views,
    again,
    except,
    title,
    preview,
    current,
    problem,
    isLoading,
    providerOf,
    valuesOf,
    changedOf,
    templateOf,

    /** Resets everything, for a sheet that opens. */
    begin(wanted: string | null): void {
      preset = { wanted }
      applyPreset()
      again.value = new Set()
      except.value = new Set()
      values.value = {}
      title.value = null
      answer.begin()
    },

    end: answer.end,

    toggle(id: string): void {
      preset = null
      const isChosen = chosen.value.includes(id)
      const all = accounts.list.value.map((account) => account.id)
      chosen.value = all.filter((other) => (other === id ? !isChosen : chosen.value.includes(other)))
      if (isChosen) again.value = new Set([...again.value].filter((other) => other !== id))
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

    /** Adds what the preview shows. Throws the refusal of the host. */
    async submit(sent: readonly string[]): Promise<AddOutcome> {
      const leftOut = except.value.size > 0 ? { except: [...except.value] } : {}
      if (watched.value)
        return bridge.request('watch.sendFiles', { id: watched.value.id, paths: [...sent], ...leftOut, fitting: true })
      const [first, ...also] = views.value.map((view) => ({
        account: view.id,
        options: changedOf(view),
        ...(title.value === null ? {} : { title: title.value.trim() || '{name}' }),
        ...(again.value.has(view.id) ? { again: true } : {}),
      }))
      const { account = '', ...more } = first ?? {}
      return bridge.request('queue.add', {
        paths: [...sent],
        ...leftOut,
        destination: { account },
        ...more,
        ...(also.length > 0 ? { also } : {}),
        fitting: true,
      })
    },
  }
}
