/** @file The sheet that adds clips, and the dialog about links, over a fake host. */
import { flushPromises } from '@vue/test-utils'
import { vi } from 'vitest'
import type { AddPreview } from '../../../../src-main/contract/queue/add-preview.ts'
import { type AddOutcome, NOTHING_ADDED } from '../../../../src-main/contract/queue/outcomes.ts'
import type { Input } from '../../../../src-main/contract/requests.ts'
import AddSheet from '../../../../src-renderer/components/add/AddSheet.vue'
import type ImportDialog from '../../../../src-renderer/components/queue/ImportDialog.vue'
import { anAccount, createFakeBridge } from '../../../support/fake-bridge.ts'
import { aPreviewOfAdding } from '../../../support/preview-of-adding.ts'
import { show } from '../app.ts'

export const outcome: AddOutcome = { ...NOTHING_ADDED, batchId: 'b', added: ['1'] }
export const nas = anAccount({
  id: 'nas',
  provider: 'tus',
  name: 'NAS',
  isDefault: false,
  defaults: { options: { project: 'match-day' }, titleTemplate: null },
})

export async function opened(component: typeof AddSheet | typeof ImportDialog, props: Record<string, unknown> = {}) {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle([anAccount(), nas])
  fake.answer('queue.add', () => outcome)
  fake.answer('queue.import', () => outcome)
  const added: AddOutcome[] = []
  const closed: boolean[] = []
  const all = Object.assign(props, {
    open: props['open'] ?? true,
    'onUpdate:open': (open: boolean) => closed.push(!open),
    onAdded: (what: AddOutcome) => added.push(what),
  })
  const view = await show(fake, component, all)
  return { fake, added, closed, ...view }
}

export const paths = ['/clips/Match day/C0001.mov', '/clips/Match day/C0002.mov']

export async function sheet(
  change: (input: Input<'queue.previewAdd'>, plain: AddPreview) => AddPreview = (_input, plain) => plain,
) {
  const view = await opened(AddSheet, { paths })
  const { fake, page } = view
  fake.answer('queue.previewAdd', ((input: Input<'queue.previewAdd'>) => change(input, aPreviewOfAdding(input))) as never)
  const settled = async () => {
    await vi.advanceTimersByTimeAsync(200)
    await flushPromises()
  }
  const box = (name: string) => {
    const found = page.findAll('label').find((one) => one.text().replace(/\s+/g, ' ').startsWith(name))
    if (!found) throw new Error(`no box “${name}”`)
    return found.get<HTMLInputElement>('input')
  }
  await settled()
  return {
    ...view,
    settled,
    box,
    async tick(name: string) {
      await box(name).setValue(!box(name).element.checked)
      await settled()
    },
    titles: () => page.findAll('ol li').map((one) => one.text()),
    lines: () => page.findAll('[aria-label="Clips"] li').map((one) => one.get('.what').text()),
  }
}

export const common = { paths, fitting: true, destination: { account: 'studio' } }
