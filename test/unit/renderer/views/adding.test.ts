import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FailureError, failure } from '../../../../src-main/contract/errors.ts'
import { type AddOutcome, type ImportList, NOTHING_ADDED } from '../../../../src-main/contract/outcomes.ts'
import AddDialog from '../../../../src-renderer/components/queue/AddDialog.vue'
import ImportDialog from '../../../../src-renderer/components/queue/ImportDialog.vue'
import QueueView from '../../../../src-renderer/views/QueueView.vue'
import { anAccount, createFakeBridge } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

const outcome: AddOutcome = { ...NOTHING_ADDED, batchId: 'b', added: ['1'] }
const nas = anAccount({
  id: 'nas',
  provider: 'tus',
  name: 'NAS',
  isDefault: false,
  defaults: { options: { project: 'match-day' }, titleTemplate: null },
})

async function opened(component: typeof AddDialog | typeof ImportDialog, props: Record<string, unknown> = {}) {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle([anAccount(), nas])
  fake.answer('queue.add', () => outcome)
  fake.answer('queue.import', () => outcome)
  const added: AddOutcome[] = []
  const closed: boolean[] = []
  const view = await show(fake, component, {
    open: true,
    'onUpdate:open': (open: boolean) => closed.push(!open),
    onAdded: (what: AddOutcome) => added.push(what),
    ...props,
  })
  return { fake, added, closed, ...view }
}

describe('adding files', () => {
  afterEach(unmountAll)
  const open = async () => {
    const view = await opened(AddDialog, { paths: ['/clips/Match day/C0001.mov'] })
    // The accounts came after the dialog: choosing one begins with its defaults.
    await view.enter('Send to', 'studio')
    return view
  }

  it('begins with the defaults of the account, folded away', async () => {
    const { field, page } = await open()
    expect([page.get('summary').text(), page.get('details').attributes('open')]).toEqual(['Options for these files', undefined])
    expect([field('Title').element.value, field('Only with signed links').element.checked]).toEqual(['{folder} – {name}', true])
    expect(page.get('.example').text()).toBe('For example: Match day – C0001')
  })

  it('sends no more than what was changed', async () => {
    const { click, enter, fake, added, page } = await open()
    await click('Add 1 item')
    await enter('Allowed sites', 'a.test')
    await enter('Title', '{name} final')
    expect(page.get('summary').text()).toContain('2 changed')
    await click('Add 1 item')
    const common = { paths: ['/clips/Match day/C0001.mov'], destination: { account: 'studio' } }
    expect(fake.sent('queue.add')).toEqual([
      { ...common, options: {} },
      { ...common, title: '{name} final', options: { allowedOrigins: 'a.test' } },
    ])
    expect(added).toHaveLength(2)
  })

  it('takes the file name when the template of the account is emptied, and switches off what it switches on', async () => {
    const { click, enter, field, fake } = await open()
    await enter('Title', '')
    await field('Only with signed links').setValue(false)
    await click('Add 1 item')
    expect(fake.sent('queue.add')).toMatchObject([{ title: '{name}', options: { requireSignedURLs: 'false' } }])
  })

  it('sends any metadata where the provider takes any', async () => {
    const { click, enter, field, fake } = await open()
    await enter('Send to', 'nas')
    expect(field('Metadata').element.value).toBe('project=match-day')
    await enter('Metadata', 'project=match-day\nunit=b')
    await click('Add 1 item')
    expect(fake.sent('queue.add')).toMatchObject([{ destination: { account: 'nas' }, options: { unit: 'b' } }])
  })

  it.each([
    [
      'as an error',
      () => {
        throw new FailureError(failure('input.invalid', { reason: 'Delete on: in the past.' }))
      },
    ],
    [
      'for every file',
      () => ({
        ...outcome,
        added: [],
        rejected: [{ path: '/clips/x', failure: failure('input.invalid', { reason: 'Delete on: in the past.' }) }],
      }),
    ],
  ])('stays open with all that was entered when an option is refused %s', async (_how, answer) => {
    const { click, enter, field, page, fake, added, closed } = await open()
    fake.answer('queue.add', answer)
    await enter('Allowed sites', 'a.test')
    await click('Add 1 item')
    expect(page.get('[role=alert]').text()).toContain('Delete on: in the past.')
    expect([page.get('details').attributes('open'), field('Allowed sites').element.value]).toEqual(['', 'a.test'])
    expect([added, closed]).toEqual([[], []])
  })
})

describe('importing from links', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => {
    vi.useRealTimers()
    unmountAll()
  })
  const list: ImportList = {
    items: [
      { url: 'https://user:secret@a.test/match.mp4?sig=s3cr3t', title: 'Final' },
      { url: 'sftp://b.test/b.mp4', title: null },
    ],
    problems: [
      { line: 'https://a.test/x.m3u8', failure: failure('import.refused', { link: 'x', reason: 'it is an HLS playlist' }) },
    ],
  }
  async function pasted(text = 'links') {
    const view = await opened(ImportDialog)
    view.fake.answer('queue.readLinks', () => list)
    await view.enter('Copy to', 'studio')
    await view.enter('Links', text)
    await vi.advanceTimersByTimeAsync(300)
    return view
  }

  it('shows what was found, and why a line cannot be used, without passwords', async () => {
    const { page, fake } = await pasted()
    expect(fake.sent('queue.readLinks')).toEqual([{ text: 'links' }])
    const found = page.get('[aria-label="What was found"]').text()
    expect(found).toContain('2 links, 1 line that cannot be used')
    expect(found).toContain('it is an HLS playlist')
    expect(found).toContain('https://…@a.test/match.mp4?…')
    expect(found).not.toContain('s3cr3t')
  })

  it('puts links of Dropbox right that lead to a page', async () => {
    const { click, field, fake } = await pasted('https://www.dropbox.com/s/a/1.mp4?dl=0')
    await click('Change dl=0 to dl=1 in links of Dropbox')
    await vi.advanceTimersByTimeAsync(300)
    expect(field('Links').element.value).toBe('https://www.dropbox.com/s/a/1.mp4?dl=1')
    expect(fake.sent('queue.readLinks').at(-1)).toEqual({ text: 'https://www.dropbox.com/s/a/1.mp4?dl=1' })
  })

  it('offers only accounts whose host copies by itself, and says which links it does not take', async () => {
    const { page } = await pasted()
    expect(page.findAll('#import-account option').map((one) => one.text())).toEqual(['Studio'])
    expect(page.text()).toContain('1 link of a kind that Cloudflare Stream does not copy from.')
  })

  it('sends the links with their titles, and the options that were changed', async () => {
    const { click, enter, fake, added } = await pasted()
    await enter('Allowed sites', 'a.test')
    await click('Import 2 links')
    expect(fake.sent('queue.import')).toEqual([
      { items: list.items, destination: { account: 'studio' }, options: { allowedOrigins: 'a.test' } },
    ])
    expect(added).toEqual([outcome])
  })

  it('reads a file in the page, but not one that is no list', async () => {
    const { page, fake } = await pasted('')
    const choose = async (file: File) => {
      Object.defineProperty(page.get('input[type=file]').element, 'files', { configurable: true, value: [file] })
      await page.get('input[type=file]').trigger('change')
      await vi.advanceTimersByTimeAsync(300)
    }
    await choose(new File(['https://a.test/match.mp4,Final'], 'list.csv'))
    expect(fake.sent('queue.readLinks')).toEqual([{ text: 'https://a.test/match.mp4,Final' }])
    await choose(new File([new Uint8Array(2_000_001)], 'match.mp4'))
    expect(page.get('[role=alert]').text()).toContain('match.mp4 is too large for a list of links')
    expect(fake.sent('queue.readLinks')).toHaveLength(1)
  })
})

describe('the queue', () => {
  afterEach(unmountAll)
  const withAccounts = async (...accounts: Parameters<typeof anAccount>[0][]) => {
    const fake = createFakeBridge()
    fake.serve([])
    fake.settle(accounts.map((change) => anAccount(change)))
    return show(fake, QueueView)
  }

  it('offers to import only when an account can', async () => {
    expect((await withAccounts({})).has('Import from URL…')).toBe(true)
    unmountAll()
    expect((await withAccounts({ provider: 'tus' })).has('Import from URL…')).toBe(false)
  })

  it('says above all rows which account must sign in again', async () => {
    const problem = failure('account.signIn', { account: 'Studio' })
    const { page, has } = await withAccounts({ problem })
    expect(page.text()).toContain('Studio: sign in again.')
    expect(has('Sign in again: Studio')).toBe(true)
  })
})
