import { afterEach, describe, expect, it, vi } from 'vitest'
import ClipFrame from '../../../../src-renderer/components/video/ClipFrame.vue'
import { anAccount, createFakeBridge, viewOf } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

async function shown(name: string, change: Parameters<typeof viewOf>[1] = {}) {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle([anAccount()])
  const row = viewOf(1, { name, thumbnail: 'id', ...change })
  const { page } = await show(fake, ClipFrame, { row } as never)
  return { fake, frame: page.get('.frame') }
}

describe('the frame of a clip', () => {
  afterEach(unmountAll)

  it.each([
    ['match.mov', 'MOV'],
    ['A001.R3D', 'R3D'],
    ['no ending', 'FILE'],
    ['archive.toolong', 'FILE'],
  ])('shows the extension of %s between the marks of a viewfinder while there is no image', async (name, text) => {
    const { frame } = await shown(name)
    expect([frame.text(), frame.classes().includes('none'), frame.find('img').exists()]).toEqual([text, true, false])
  })

  it('shows the image as soon as there is one, and hides it from screen readers', async () => {
    vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:picture')
    const { fake, frame } = await shown('match.mov')
    fake.pictures.set('id', new Blob(['x']))
    fake.emit('thumbnails.changed', [{ id: 'id', state: 'ready' }])
    await vi.waitFor(() => expect(frame.get('img').attributes('src')).toBe('blob:picture'), 60_000)
    expect(frame.get('img').attributes()).toMatchObject({ alt: '', decoding: 'async' })
    expect([frame.attributes('aria-hidden'), frame.text(), frame.classes().includes('none')]).toEqual(['true', '', false])
  })

  it('shows the extension again when the image fails to load', async () => {
    vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:picture')
    const { fake, frame } = await shown('match.mov')
    fake.pictures.set('id', new Blob(['x']))
    fake.emit('thumbnails.changed', [{ id: 'id', state: 'ready' }])
    await vi.waitFor(() => expect(frame.find('img').exists()).toBe(true), 60_000)
    await frame.get('img').trigger('error')
    expect([frame.find('img').exists(), frame.text()]).toEqual([false, 'MOV'])
  })

  it('shows that a copy comes from a link', async () => {
    const { frame } = await shown('film.mp4', { kind: 'import', thumbnail: null })
    expect([frame.find('svg').exists(), frame.text()]).toEqual([true, ''])
  })
})
