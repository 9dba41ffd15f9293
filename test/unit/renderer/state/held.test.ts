import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { createHeld } from '../../../../src-renderer/state/held.ts'
import { createFakeBridge } from '../../../support/fake-bridge.ts'

function opened() {
  const fake = createFakeBridge()
  const answers: ((paths: readonly string[]) => Promise<void>)[] = []
  fake.answer(
    'held.list',
    () =>
      new Promise((resolve) =>
        answers.push(async (paths) => {
          resolve({ paths })
          await flushPromises()
        }),
      ),
  )
  fake.answer('held.change', ({ add }: { add: string[] }) => ({ paths: add }))
  return { fake, answers, held: createHeld(fake.bridge) }
}

it('held files are loaded with the first list that is used, not with one that is dropped for a newer read', async () => {
  const { fake, answers, held } = opened()
  fake.emit('held.changed', { held: 1 })
  await answers[0]?.(['/old'])
  expect([held.paths.value, held.loaded.value]).toEqual([[], false])
  await answers[1]?.(['/new'])
  expect([held.paths.value, held.loaded.value]).toEqual([['/new'], true])
})

it('held files are loaded with the answer to a change, which a read from before it does not replace', async () => {
  const { answers, held } = opened()
  await held.add(['/added'])
  expect([held.paths.value, held.loaded.value]).toEqual([['/added'], true])
  await answers[0]?.([])
  expect(held.paths.value).toEqual(['/added'])
})
