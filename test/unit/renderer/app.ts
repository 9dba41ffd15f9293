/** @file Mounts a component with the state of the app over a fake host, and finds things in its dialogs. */
import { DOMWrapper, flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { type Component, defineComponent, h } from 'vue'
import { provideState, type State, useState } from '../../../src-renderer/state/inject.ts'
import type { createFakeBridge } from '../../support/fake-bridge.ts'

const mounted: VueWrapper[] = []

/** Takes everything off the page again. */
export function unmountAll(): void {
  for (const wrapper of mounted.splice(0)) wrapper.unmount()
  document.body.innerHTML = ''
}

/** Dialogs and menus live at the end of the page, so things are looked for in all of it. */
export async function show(fake: ReturnType<typeof createFakeBridge>, component: Component, props: Record<string, unknown> = {}) {
  let state: State | undefined
  const Root = defineComponent({
    setup() {
      state = useState()
      return () => h(component, props)
    },
  })
  const wrapper = mount(Root, {
    attachTo: document.body,
    global: { plugins: [{ install: (app) => provideState(app, fake.bridge) }] },
  })
  mounted.push(wrapper)
  await flushPromises()
  if (!state) throw new Error('not mounted')
  const page = new DOMWrapper(document.body)
  const notices = state.notices.list
  const clipboard = state.clipboard

  function button(name: string) {
    const found = page.findAll('button').find((one) => (one.attributes('aria-label') ?? one.text()) === name)
    if (!found)
      throw new Error(
        `no button “${name}”: ${page
          .findAll('button')
          .map((one) => one.text())
          .join(', ')}`,
      )
    return found
  }

  function field(label: string) {
    const found = page.findAll('label').find((one) => one.text().replace(/ \*$/, '') === label)
    const id = found?.attributes('for')
    if (!id)
      throw new Error(
        `no field “${label}”: ${page
          .findAll('label')
          .map((one) => one.text())
          .join(', ')}`,
      )
    return page.get<HTMLInputElement>(`[id="${id}"]`)
  }

  return {
    wrapper,
    page,
    button,
    field,
    clipboard,
    said: () => notices.value.map(({ title }) => title),
    has: (name: string) => page.findAll('button').some((one) => (one.attributes('aria-label') ?? one.text()) === name),
    async click(name: string) {
      await button(name).trigger('click')
      await flushPromises()
    },
    async enter(label: string, value: string) {
      await field(label).setValue(value)
      await flushPromises()
    },
    async submit() {
      await page.get('form').trigger('submit')
      await flushPromises()
    },
  }
}

/** What is written to the clipboard, instead of the clipboard of the machine. */
export function catchClipboard(): string[] {
  const written: string[] = []
  Object.defineProperty(navigator, 'clipboard', {
    configurable: true,
    value: { writeText: async (text: string) => void written.push(text) },
  })
  return written
}

/** A page that is reached over http from another machine has none. */
export function withoutClipboard(): void {
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: undefined })
}

/** What is saved, instead of a download of the browser. */
export function catchDownloads(): { name: string; blob: Blob }[] {
  const saved: { name: string; blob: Blob }[] = []
  const blobs = new Map<string, Blob>()
  URL.createObjectURL = (blob) => {
    const address = `blob:${blobs.size}`
    blobs.set(address, blob as Blob)
    return address
  }
  HTMLAnchorElement.prototype.click = function click() {
    const blob = blobs.get(this.href)
    if (blob) saved.push({ name: this.download, blob })
  }
  return saved
}
