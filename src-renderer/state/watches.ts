/** @file Mirrors of the watched folders and of camera cards that could be watched, with the calls about them. */
import type { Input } from '@contract/requests.ts'
import type { CameraCard, WatchView } from '@contract/watch.ts'
import { computed, type ShallowRef } from 'vue'
import type { Bridge } from '../bridge/bridge.ts'
import { createMirror } from './mirror.ts'

export type Watches = ReturnType<typeof createWatches>

export function createWatches(bridge: Bridge) {
  const watches = createMirror(bridge, 'watches.changed', [], (accept) => bridge.request('watch.list', {}).then(accept))
  const cards = createMirror(bridge, 'cards.changed', [], (accept) => bridge.request('watch.cards', {}).then(accept))

  /** Shows the folder that a call returns before the event arrives. */
  async function updated(answer: Promise<WatchView>): Promise<WatchView> {
    const changed = await answer
    const list = watches.value.value
    const isKnown = list.some(({ id }) => id === changed.id)
    watches.set(isKnown ? list.map((watch) => (watch.id === changed.id ? changed : watch)) : [...list, changed])
    return changed
  }

  return {
    list: watches.value as Readonly<ShallowRef<readonly WatchView[]>>,
    cards: cards.value as Readonly<ShallowRef<readonly CameraCard[]>>,
    /** Whether the host has answered at least once. */
    loaded: computed(() => watches.loaded.value && cards.loaded.value),
    find: (id: string | null): WatchView | null => watches.value.value.find((watch) => watch.id === id) ?? null,
    add: (input: Input<'watch.add'>) => updated(bridge.request('watch.add', input)),
    update: (input: Input<'watch.update'>) => updated(bridge.request('watch.update', input)),
    scan: (id: string) => updated(bridge.request('watch.scan', { id })),
    async remove(id: string): Promise<void> {
      await bridge.request('watch.remove', { id })
      watches.set(watches.value.value.filter((watch) => watch.id !== id))
    },
    /** Without ids, pauses or resumes all folders. */
    pause: (paused: boolean, ids?: readonly string[]) =>
      bridge.request('watch.pause', { ...(ids ? { ids: [...ids] } : {}), paused }),
    preview: (input: Input<'watch.preview'>) => bridge.request('watch.preview', input),
    files: (input: Input<'watch.files'>) => bridge.request('watch.files', input),
    reasons: (id: string) => bridge.request('watch.reasons', { id }),
    decide: (input: Input<'watch.decide'>) => bridge.request('watch.decide', input),
    batches: (input: Input<'batches.list'>) => bridge.request('batches.list', input),
    async dismissCard(id: string): Promise<void> {
      await bridge.request('watch.dismissCard', { id })
      cards.set(cards.value.value.filter((card) => card.id !== id))
    },
  }
}
