import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { Field } from '../../../../src-main/contract/account.ts'
import FieldInput from '../../../../src-renderer/components/fields/FieldInput.vue'
import {
  changedValues,
  fromLines,
  fromLocalTime,
  toLines,
  toLocalTime,
} from '../../../../src-renderer/components/fields/field-values.ts'
import TitleField from '../../../../src-renderer/components/fields/TitleField.vue'

function shown(change: Partial<Field>, modelValue = '', required = false) {
  const field: Field = { name: 'thing', label: 'Thing', kind: 'text', help: 'What it is.', ...change }
  const wrapper = mount(FieldInput, { props: { field, modelValue, required } })
  const control = wrapper.get<HTMLInputElement>('input, select, textarea')
  return { wrapper, control, entered: () => wrapper.emitted('update:modelValue')?.at(-1)?.[0] }
}

describe('a field', () => {
  it('has the control that fits its kind', () => {
    const kinds = ['text', 'multiline', 'url', 'lines', 'list', 'bytes', 'boolean', 'number', 'choice', 'date'] as const
    const controls = kinds.map((kind) => {
      const { control } = shown({ kind })
      return `${kind}: ${control.element.tagName.toLowerCase()} ${control.attributes('type') ?? ''}`.trim()
    })
    expect(controls).toEqual([
      'text: input text',
      'multiline: textarea',
      'url: input text',
      'lines: textarea',
      'list: input text',
      'bytes: input text',
      'boolean: input checkbox',
      'number: input number',
      'choice: select',
      'date: input datetime-local',
    ])
  })

  it('is labelled, described by its help, and marked when it is needed', () => {
    const { wrapper, control } = shown({}, '', true)
    expect(wrapper.get('label').attributes('for')).toBe(control.attributes('id'))
    expect(wrapper.get(`[id="${control.attributes('aria-describedby')}"]`).text()).toBe('What it is.')
    expect([control.attributes('required'), wrapper.find('.mark').exists()]).toEqual(['', true])
  })

  it('shows its default while nothing is entered', () => {
    expect(shown({ default: 'https://api.test' }).control.attributes('placeholder')).toBe('https://api.test')
    expect(shown({ kind: 'boolean', default: 'true' }).control.element.checked).toBe(true)
    expect(shown({ kind: 'boolean', default: 'true' }, 'false').control.element.checked).toBe(false)
  })

  it('keeps a number within its limits and a text within its length', () => {
    const { control } = shown({ kind: 'number', min: 0, max: 1 })
    expect([control.attributes('min'), control.attributes('max')]).toEqual(['0', '1'])
    expect(shown({ maxLength: 64 }).control.attributes('maxlength')).toBe('64')
  })

  it('always has text as its value', async () => {
    const box = shown({ kind: 'boolean' })
    await box.control.setValue(true)
    expect(box.entered()).toBe('true')
    const number = shown({ kind: 'number' })
    await number.control.setValue('0.5')
    expect(number.entered()).toBe('0.5')
    const date = shown({ kind: 'date' })
    await date.control.setValue('2027-01-31T18:00')
    expect(date.entered()).toBe(new Date(2027, 0, 31, 18).toISOString())
  })

  it('can leave a choice unset, unless it has a default', () => {
    const choices = [{ value: 'a', label: 'A' }]
    const options = (change: Partial<Field>) =>
      shown({ kind: 'choice', choices, ...change })
        .wrapper.findAll('option')
        .map((one) => one.text())
    expect(options({})).toEqual(['Not set', 'A'])
    expect(options({ default: 'a' })).toEqual(['A'])
  })
})

describe('entered values', () => {
  const fields: readonly Field[] = [
    { name: 'signed', label: 'Signed', kind: 'boolean', help: '', default: 'false' },
    { name: 'sites', label: 'Sites', kind: 'list', help: '' },
  ]

  it('are only those that differ from the start of the form', () => {
    expect(changedValues(fields, { signed: 'true', sites: 'a.test' }, { signed: 'true' })).toEqual({ sites: 'a.test' })
    expect(changedValues(fields, { signed: 'false' }, {})).toEqual({})
  })

  it('reset a value by an empty text', () => {
    expect(changedValues(fields, { sites: '' }, { sites: 'a.test' })).toEqual({ sites: '' })
    expect(changedValues([], {}, { project: 'x' })).toEqual({ project: '' })
  })

  it('are read and written as lines for other options', () => {
    expect(fromLines('project = match-day\n\nlink=https://a.test/?b=c')).toEqual({
      project: 'match-day',
      link: 'https://a.test/?b=c',
    })
    expect(toLines({ sites: 'a.test', project: 'x' }, fields)).toBe('project=x')
  })

  it('have times in local time', () => {
    const moment = new Date(2027, 0, 31, 18, 5).toISOString()
    expect(toLocalTime(moment)).toBe('2027-01-31T18:05')
    expect([fromLocalTime('2027-01-31T18:05'), toLocalTime('soon'), fromLocalTime('')]).toEqual([moment, '', ''])
  })
})

describe('a title by template', () => {
  it('shows an example, and inserts placeholders at the cursor', async () => {
    const example = { name: 'C0001', folder: 'Match day', changedAt: new Date(2026, 10, 20).getTime(), index: 3 }
    const wrapper = mount(TitleField, { attachTo: document.body, props: { example, modelValue: '{folder} – ' } })
    expect(wrapper.get('.example').text()).toBe('For example: Match day –')
    expect(wrapper.findAll('button').map((one) => one.text())).toEqual([
      ...['{name}', '{date}', '{folder}', '{index}', '{duration}', '{reel}', '{timecode}'],
    ])
    wrapper.get('input').element.setSelectionRange(11, 11)
    await wrapper.findAll('button')[1]?.trigger('click')
    expect(wrapper.emitted('update:modelValue')?.at(-1)).toEqual(['{folder} – {date}'])
    await wrapper.setProps({ modelValue: '{folder} – {date}' })
    expect(wrapper.get('.example').text()).toBe('For example: Match day – 2026-11-20')
    await wrapper.setProps({ modelValue: '{reel} {name} ({duration})' })
    expect(wrapper.get('.example').text()).toBe('For example: A003 C0001 (0:42)')
    // Nothing is left of it: the file has its name.
    await wrapper.setProps({ modelValue: '  ' })
    expect(wrapper.get('.example').text()).toBe('For example: C0001')
    wrapper.unmount()
  })
})
