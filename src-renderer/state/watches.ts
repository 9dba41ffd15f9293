/** @file A mirror of the watched folders and of the cards that could be watched, and what can be asked of them. */
import type { Input } from '@contract/requests.ts'
import type { CameraCard, WatchView } from '@contract/watch.ts'
import { readonly, type ShallowRef, shallowRef } from 'vue'
import type { Bridge } from '../bridge/bridge.ts'

export type Watches = ReturnType<typeof createWatches>

export function createWatches(bridge: Bridge) {
  const watches = shallowRef<readonly WatchView[]>([])
  const cards = shallowRef<readonly CameraCard[]>([])
  const loaded = shallowRef(false)

  async function read(): Promise<void> {
    ;[watches.value, cards.value] = await Promise.all([bridge.request('watch.list', {}), bridge.request('watch.cards', {})])
    loaded.value = true
  }

  bridge.on('watches.changed', (list) => {
    watches.value = list
    loaded.value = true
  })
  bridge.on('cards.changed', (list) => {
    cards.value = list
  })
  // A failure here is a lost connection, which the banner reports and the next connection mends.
  bridge.onConnect(() => void read().catch(() => {}))

  /** Takes over what a call answered, before the event arrives. */
  async function taken(answer: Promise<WatchView>): Promise<WatchView> {
    const found = await answer
    const isKnown = watches.value.some(({ id }) => id === found.id)
    watches.value = isKnown ? watches.value.map((watch) => (watch.id === found.id ? found : watch)) : [...watches.value, found]
    return found
  }

  return {
    list: watches as Readonly<ShallowRef<readonly WatchView[]>>,
    cards: cards as Readonly<ShallowRef<readonly CameraCard[]>>,
    /** Whether the host has answered at least once. */
    loaded: readonly(loaded),
    find: (id: string | null): WatchView | null => watches.value.find((watch) => watch.id === id) ?? null,
    add: (input: Input<'watch.add'>) => taken(bridge.request('watch.add', input)),
    update: (input: Input<'watch.update'>) => taken(bridge.request('watch.update', input)),
    scan: (id: string) => taken(bridge.request('watch.scan', { id })),
    async remove(id: string): Promise<void> {
      await bridge.request('watch.remove', { id })
      watches.value = watches.value.filter((watch) => watch.id !== id)
    },
    /** Without ids it is for all. */
    pause: (paused: boolean, ids?: readonly string[]) =>
      bridge.request('watch.pause', { ...(ids ? { ids: [...ids] } : {}), paused }),
    preview: (input: Input<'watch.preview'>) => bridge.request('watch.preview', input),
    files: (input: Input<'watch.files'>) => bridge.request('watch.files', input),
    reasons: (id: string) => bridge.request('watch.reasons', { id }),
    decide: (input: Input<'watch.decide'>) => bridge.request('watch.decide', input),
    batches: (input: Input<'batches.list'>) => bridge.request('batches.list', input),
    async dismissCard(id: string): Promise<void> {
      await bridge.request('watch.dismissCard', { id })
      cards.value = cards.value.filter((card) => card.id !== id)
    },
  }
}
