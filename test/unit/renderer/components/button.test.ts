import { afterEach, describe, expect, it } from 'vitest'
import { defineComponent, h, nextTick, shallowRef } from 'vue'
import AppButton from '../../../../src-renderer/components/ui/AppButton.vue'
import { createFakeBridge } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

afterEach(unmountAll)

describe('a button that is busy', () => {
  it('ignores clicks, submits no form, and keeps the focus', async () => {
    const busy = shallowRef(true)
    const heard: string[] = []
    function onSubmit(event: Event): void {
      event.preventDefault()
      heard.push('submit')
    }
    const Form = defineComponent({
      render: () =>
        h('form', { onSubmit }, [
          h(AppButton, { type: 'submit', busy: busy.value, onClick: () => heard.push('click') }, () => 'Save'),
        ]),
    })
    const { button, click } = await show(createFakeBridge(), Form)
    const { element } = button('Save')
    element.focus()
    await click('Save')
    expect([heard, document.activeElement === element, element.disabled]).toEqual([[], true, false])
    expect(element.getAttribute('aria-disabled')).toBe('true')
    busy.value = false
    await nextTick()
    await click('Save')
    expect(heard).toEqual(['click', 'submit'])
  })
})
