import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { createWatches } from '../../../../src-renderer/state/watches.ts'
import { aWatch, createFakeBridge } from '../../../support/fake-bridge.ts'

const card = { id: 'card', path: '/media/card', label: 'EOS_DIGITAL', structure: 'DCIM' }

async function mirror() {
  const fake = createFakeBridge()
  fake.answer('watch.list', () => [aWatch()])
  fake.answer('watch.cards', () => [card])
  for (const channel of ['watch.remove', 'watch.dismissCard', 'watch.pause']) fake.answer(channel, () => null)
  const watches = createWatches(fake.bridge)
  const before = watches.loaded.value
  await flushPromises()
  return { fake, watches, before }
}

describe('the mirror of watched folders', () => {
  it('reads folders and cards, and follows what the host tells', async () => {
    const { fake, watches, before } = await mirror()
    expect([before, watches.loaded.value]).toEqual([false, true])
    expect([watches.list.value[0]?.name, watches.cards.value[0]?.label]).toEqual(['Exports', 'EOS_DIGITAL'])
    fake.emit('watches.changed', [aWatch({ state: 'scanning', seen: 12 }), aWatch({ id: 'b', name: 'B' })])
    fake.emit('cards.changed', [])
    expect([watches.find('exports')?.seen, watches.list.value.length, watches.cards.value]).toEqual([12, 2, []])
    expect([watches.find('other'), watches.find(null)]).toEqual([null, null])
  })

  it('reads everything anew when the host is back', async () => {
    const { fake, watches } = await mirror()
    fake.answer('watch.list', () => [])
    fake.reconnect()
    await flushPromises()
    expect(watches.list.value).toEqual([])
  })

  it('shows what was added, changed and removed before the host tells of it', async () => {
    const { fake, watches } = await mirror()
    fake.answer('watch.add', () => aWatch({ id: 'new', name: 'New' }))
    fake.answer('watch.update', () => aWatch({ state: 'paused' }))
    await watches.add({ path: '/new', rules: {} })
    await watches.update({ id: 'exports', rules: {} })
    expect(watches.list.value.map(({ name, state }) => `${name} ${state}`)).toEqual(['Exports paused', 'New watching'])
    await watches.remove('exports')
    await watches.dismissCard('card')
    expect([watches.list.value.map(({ id }) => id), watches.cards.value]).toEqual([['new'], []])
  })

  it('pauses one or all', async () => {
    const { fake, watches } = await mirror()
    await watches.pause(true)
    await watches.pause(false, ['exports'])
    expect(fake.sent('watch.pause')).toEqual([{ paused: true }, { ids: ['exports'], paused: false }])
  })
})
