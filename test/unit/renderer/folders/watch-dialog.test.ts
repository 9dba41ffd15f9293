import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import { DEFAULT_IGNORED_NAMES } from '../../../../src-main/contract/globs/ignore-list.ts'
import { DEFAULT_SETTINGS } from '../../../../src-main/contract/settings.ts'
import { DEFAULT_WATCH_RULES, type WatchView } from '../../../../src-main/contract/watch.ts'
import WatchDialog from '../../../../src-renderer/components/folders/WatchDialog.vue'
import IgnoreList from '../../../../src-renderer/components/settings/IgnoreList.vue'
import { anAccount, aPreview, aWatch, createFakeBridge } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

const nas = anAccount({
  id: 'nas',
  provider: 'tus',
  name: 'NAS',
  isDefault: false,
  defaults: { options: {}, titleTemplate: null },
})

/** Longer than the form waits before it looks. */
const pause = async (ms = 700) => {
  await vi.advanceTimersByTimeAsync(ms)
  await flushPromises()
}

async function opened(watched: WatchView | null = null, path = '/media/ssd/Exports') {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle([anAccount(), nas])
  fake.answer('watch.preview', () => aPreview)
  fake.answer('watch.add', () => aWatch())
  fake.answer('watch.update', () => aWatch())
  fake.answer('files.list', () => ({ path: '/home', parent: '/', places: [], entries: [], unnamed: [], total: 0 }))
  const saved: unknown[] = []
  const closed: boolean[] = []
  const view = await show(fake, WatchDialog, {
    open: true,
    watched,
    path,
    onSaved: (what: unknown) => saved.push(what),
    'onUpdate:open': (open: boolean) => closed.push(!open),
  })
  // The accounts came after the dialog.
  if (watched === null) await view.enter('Send to', 'studio')
  await pause()
  return { fake, saved, closed, ...view }
}

describe('watching a folder', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => {
    vi.useRealTimers()
    unmountAll()
  })

  it('previews first and sends nothing, and shows on the button how much it would send', async () => {
    const { fake, page, has, closed, said } = await opened()
    expect(fake.sent('watch.preview')).toMatchObject([{ path: '/media/ssd/Exports', rules: { accountId: 'studio' } }])
    expect(fake.sent('watch.add')).toEqual([])
    expect(page.get('.preview').text()).toContain('1,204 files, 310 GB, would be sent to Studio.')
    expect(page.get('.preview').text()).toContain('35 left out: 20 on the ignore list, 15 another kind of file.')
    expect(has('Start watching and send 1,204 files')).toBe(true)
    await page.get('form').trigger('submit')
    await flushPromises()
    expect(fake.sent('watch.add')).toEqual([
      { path: '/media/ssd/Exports', rules: { ...DEFAULT_WATCH_RULES, accountId: 'studio' } },
    ])
    expect([closed, said()]).toEqual([[true], ['“Exports” is watched.']])
  })

  it('previews again when the rules change, once for continuous typing, and does not start on an outdated result', async () => {
    const { fake, enter, has, page } = await opened()
    await enter('Which files', 'some')
    for (const typed of ['m', 'mp', 'mp4']) await enter('Endings', typed)
    expect([has('Looking at the folder…'), fake.sent('watch.preview').length]).toEqual([true, 1])
    await page.get('form').trigger('submit')
    expect(fake.sent('watch.add')).toEqual([])
    await pause()
    expect(fake.sent('watch.preview').slice(1)).toMatchObject([{ rules: { extensions: ['mp4'] } }])
    await enter('Files that are there already', 'new')
    await pause()
    expect(has('Start watching')).toBe(true)
  })

  it('drops the result of outdated rules and previews again, one request at a time', async () => {
    const { fake, enter, has } = await opened()
    const answers: ((preview: unknown) => void)[] = []
    fake.answer('watch.preview', () => new Promise((resolve) => answers.push(resolve)))
    await enter('Which files', 'all')
    await pause()
    await enter('Files that are there already', 'ask')
    await pause()
    expect(answers).toHaveLength(1)
    answers[0]?.(aPreview)
    await flushPromises()
    expect(has('Looking at the folder…')).toBe(true)
    await pause()
    expect(answers).toHaveLength(2)
    answers[1]?.(aPreview)
    await flushPromises()
    expect(has('Start watching')).toBe(true)
  })

  it('sends everything that was entered as rules', async () => {
    const { fake, enter, field, page } = await opened()
    await enter('When a file is sent and verified', 'move')
    await enter('Move to', '/Sent')
    await field('Take along files of the same name, such as .xml and .srt').setValue(true)
    await field('Also in subfolders').setValue(false)
    await enter('Not what matches', 'proxy/**\n*.tmp')
    await enter('Smallest size', '5 MB')
    await enter('A file is finished when unchanged for', '45')
    await enter('Priority in the queue', '1')
    await enter('Title', '{folder} {name}')
    await enter('Allowed sites', 'a.test')
    await pause()
    await page.get('form').trigger('submit')
    await flushPromises()
    expect(fake.sent('watch.add')).toMatchObject([
      {
        rules: {
          afterwards: { do: 'move', folder: '/Sent' },
          sidecars: true,
          subfolders: false,
          exclude: ['proxy/**', '*.tmp'],
          minBytes: 5_000_000,
          quietSeconds: 45,
          priority: 1,
          titleTemplate: '{folder} {name}',
          options: { allowedOrigins: 'a.test' },
        },
      },
    ])
  })

  it.each([
    ['watch.nested', { path: '/a', other: '/a/b' }, 'Folder to watch'],
    ['watch.moveTarget', { path: '/a' }, 'Move to'],
  ] as const)('shows %s at its field, and starts nothing', async (code, params, label) => {
    const { fake, page, enter, field, saved, closed } = await opened()
    await enter('When a file is sent and verified', 'move')
    fake.answer('watch.preview', () => {
      throw new FailureError(failure(code, params))
    })
    await enter('Move to', '/a')
    await pause()
    const box = field(label).element.closest('.field')
    expect(box?.querySelector('[role=alert]')?.textContent).toContain(
      code === 'watch.nested' ? 'It would be watched twice' : 'Files cannot be moved there',
    )
    expect(page.findAll('[role=alert]')).toHaveLength(1)
    fake.answer('watch.add', () => {
      throw new FailureError(failure(code, params))
    })
    await page.get('form').trigger('submit')
    await flushPromises()
    expect([saved, closed]).toEqual([[], []])
    await enter('Move to', '/b')
    expect(page.findAll('[role=alert]')).toHaveLength(0)
  })

  it('shows missing values on submit, also in folded fields', async () => {
    const { page, enter, fake } = await opened()
    await enter('Largest size', 'huge')
    await enter('Folder to watch', '')
    expect(page.text()).not.toContain('Enter a size such as 30 GB.')
    await page.get('form').trigger('submit')
    await flushPromises()
    expect(page.text()).toContain('Enter a size such as 30 GB.')
    expect(page.text()).toContain('Choose a folder.')
    expect(page.findAll('details').at(-1)?.attributes('open')).toBe('')
    expect(fake.sent('watch.add')).toEqual([])
  })

  it('begins with the rules of a watched folder, and previews only on request', async () => {
    const rules = {
      ...DEFAULT_WATCH_RULES,
      accountId: 'nas',
      extensions: ['mp4'],
      titleTemplate: 'Day {index}',
      options: { project: 'match' },
    }
    const { fake, field, click, page } = await opened(aWatch({ rules }))
    expect(fake.sent('watch.preview')).toEqual([])
    expect([field('Endings').element.value, field('Title').element.value, field('Metadata').element.value]).toEqual([
      'mp4',
      'Day {index}',
      'project=match',
    ])
    await click('Test these rules')
    expect(fake.sent('watch.preview')).toEqual([{ id: 'exports', rules }])
    await page.get('form').trigger('submit')
    await flushPromises()
    expect(fake.sent('watch.update')).toEqual([{ id: 'exports', rules }])
  })
})

describe('the ignore list', () => {
  afterEach(unmountAll)
  async function list() {
    const fake = createFakeBridge()
    fake.serve([])
    fake.settle([anAccount()])
    let settings = DEFAULT_SETTINGS
    fake.answer('settings.get', () => settings)
    fake.answer('settings.change', (change: Partial<typeof settings>) => {
      settings = { ...settings, ...change }
      return settings
    })
    return { fake, ...(await show(fake, IgnoreList)) }
  }

  it('is edited a pattern a line, and can be reset to its default', async () => {
    const { fake, enter, click, page } = await list()
    expect(page.get('textarea').element.value.split('\n')).toEqual([...DEFAULT_IGNORED_NAMES])
    await enter('Ignore list', ' *.proxy \n\n*.bak\n*.bak')
    await click('Save list')
    await click('Back to the shipped list')
    expect(fake.sent('settings.change')).toEqual([
      { ignoredNames: ['*.proxy', '*.bak'] },
      { ignoredNames: [...DEFAULT_IGNORED_NAMES] },
    ])
    expect(page.text()).toContain('as shipped')
  })

  it('shows why a pattern is invalid', async () => {
    const { fake, enter, click, page } = await list()
    await enter('Ignore list', 'x'.repeat(501))
    await click('Save list')
    expect(page.find('[role=alert]').exists()).toBe(true)
    expect(fake.sent('settings.change')).toEqual([])
  })
})
