import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AccountRoom } from '../../../../src-main/contract/account.ts'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import { NO_FACTS } from '../../../../src-main/contract/media.ts'
import type { ImportList } from '../../../../src-main/contract/queue/outcomes.ts'
import AddSheet from '../../../../src-renderer/components/add/AddSheet.vue'
import ImportDialog from '../../../../src-renderer/components/queue/ImportDialog.vue'
import QueueView from '../../../../src-renderer/views/QueueView.vue'
import { anAccount, aTest, createFakeBridge } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'
import { common, nas, opened, outcome, paths, sheet } from './opened-sheet.ts'

describe('adding clips', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => {
    vi.useRealTimers()
    unmountAll()
  })

  it('begins with the usual account and its defaults, and sends no more than what was changed', async () => {
    const { click, enter, settled, field, fake, added, box, page } = await sheet()
    expect([box('Studio').element.checked, box('NAS').element.checked]).toEqual([true, false])
    expect(page.get('details summary').text()).toBe('Options at Studio')
    expect([field('Title').element.value, field('Only with signed links').element.checked]).toEqual(['{folder} – {name}', true])
    await click('Send 2 clips to Studio')
    await enter('Allowed sites', 'a.test')
    await enter('Title', '{name} final')
    await settled()
    expect(page.get('details summary').text()).toContain('1 changed')
    await click('Send 2 clips to Studio')
    expect(fake.sent('queue.add')).toEqual([
      { ...common, options: {} },
      { ...common, title: '{name} final', options: { allowedOrigins: 'a.test' } },
    ])
    expect(added).toHaveLength(2)
  })

  it('says beside each account how much room it has left', async () => {
    const { fake, page, settled } = await sheet()
    const note = async (room: AccountRoom) => {
      fake.emit('accounts.changed', [anAccount(), { ...nas, lastTest: aTest({ room }) }])
      await settled()
      return page.findAll('.note')[1]?.text()
    }
    expect(await note({ free: 1_388.6, total: null, unit: 'minutes' })).toBe('1,388 min left')
    expect(await note({ free: 1.4e12, total: 5e12, unit: 'bytes' })).toBe('1.40 TB left')
    expect(await note({ free: 0, total: 5e12, unit: 'bytes' })).toBe('full')
  })

  it('shows the titles while one is typed', async () => {
    const { enter, titles, tick, page } = await sheet()
    expect(titles()).toEqual(['Match day – C0001', 'Match day – C0002'])
    await enter('Title', '{index} {name} {folder}')
    expect(titles()).toEqual(['1 C0001 Match day', '2 C0002 Match day'])
    await enter('Title', '')
    expect(titles()).toEqual(['C0001', 'C0002'])
    await tick('NAS')
    expect(page.text()).not.toContain('templates of their own')
  })

  it('sends to several accounts in one call, each with its own options', async () => {
    const { click, enter, tick, settled, fake, page } = await sheet()
    await tick('NAS')
    expect(page.text()).toContain('These are the titles at Studio; others have templates of their own.')
    await enter('Metadata', 'project=match-day\nunit=b')
    await settled()
    expect(fake.sent('queue.previewAdd').at(-1)).toMatchObject({
      to: [
        { account: 'studio', options: {} },
        { account: 'nas', options: { unit: 'b' } },
      ],
    })
    await click('Send 2 clips to 2 hosts')
    expect(fake.sent('queue.add')).toEqual([{ ...common, options: {}, also: [{ account: 'nas', options: { unit: 'b' } }] }])
  })

  it('says of each clip what stands against it, and what will happen', async () => {
    const [sent = '', large = ''] = paths
    const refused = failure('upload.tooLarge', { host: 'Studio', size: 40_000_000_000, limit: 30_000_000_000 })
    const { lines, tick, click, fake, page, box } = await sheet((input, plain) => ({
      ...plain,
      going: 1,
      shown: plain.shown.map((clip) => ({
        ...clip,
        conflicts:
          clip.path === sent
            ? [{ accountId: 'studio', kind: 'sent', sentAt: 0 }]
            : [{ accountId: 'studio', kind: 'refused', failure: refused }],
      })),
      accounts: plain.accounts.map((account) =>
        account.accountId === 'studio'
          ? {
              ...account,
              uploads: input.to[0]?.again ? 1 : 0,
              counts: { queued: 0, sent: 1, unsure: 0, refused: 1 },
              refusals: [{ path: large, failure: refused }],
            }
          : account,
      ),
    }))
    expect(lines()[0]).toMatch(/^C0001\.mov\s*Sent to Studio 1 January/)
    expect(lines()[1]).toContain('Too large for Studio; not sent to Studio')
    expect(page.text()).toContain('Too large for Studio: C0002.mov.')
    expect(page.text()).toContain('Left out here.')
    expect(page.text()).toContain('1 of 2 clips left out')
    expect(page.findAll('button').at(-1)?.text()).toBe('Nothing to send')
    expect(page.findAll('button').at(-1)?.attributes('disabled')).toBeDefined()
    expect(box('1 clip sent to Studio before').element.checked).toBe(false)
    await tick('1 clip sent to Studio before')
    expect(lines()[0]).toContain('; sent again')
    await click('Send 1 clip to Studio')
    expect(fake.sent('queue.add')).toEqual([{ ...common, options: {}, again: true }])
  })

  it.each([
    [{ growing: true }, 'Still being written; sent when finished'],
    [{ failure: failure('file.unreadable', { path: 'x', reason: 'EACCES' }) }, 'cannot be read'],
    [{ hasNamesake: true }, 'Another clip has the same name; both are sent'],
    [{ conflicts: [{ accountId: 'studio', kind: 'queued' }] }, 'In the queue for Studio already'],
    [{ conflicts: [{ accountId: 'studio', kind: 'unsure' }] }, 'Looks like a clip that Studio has; its content decides'],
    [{ media: { ...NO_FACTS, durationSeconds: 42, videoCodec: 'H.264' } }, 'H.264 · 0:42'],
  ] as const)('says %j in words', async (change, words) => {
    const { lines } = await sheet((_input, plain) => ({ ...plain, shown: plain.shown.map((clip) => ({ ...clip, ...change })) }))
    expect(lines()[0]).toContain(words)
  })

  it('says how much it is, when it is done, and what a host has no room for', async () => {
    const lacks = { free: 500_000, total: null, unit: 'bytes', at: 0 } as const
    const { page } = await sheet((_input, plain) => ({
      ...plain,
      seconds: 2_640,
      durationSeconds: 90,
      accounts: plain.accounts.map((account) => ({ ...account, lacks })),
    }))
    expect(page.get('footer').text()).toMatch(/2 uploads, 2\.00 MB\.\s*About 44 min more, done about /)
    expect(page.get('.description').text()).toBe('2.00 MB · 1:30, from /clips/Match day')
    expect(page.text()).toContain('Its host had room for 500 kB (1 January')
  })

  it('leaves a clip out, keeps the keyboard in the list, and puts it back', async () => {
    const { click, settled, fake, lines, page } = await sheet()
    await click('Leave out C0001.mov')
    await settled()
    expect(lines()).toHaveLength(1)
    expect((document.activeElement as HTMLElement).getAttribute('aria-label')).toBe('Leave out C0002.mov')
    await click('Send 1 clip to Studio')
    expect(fake.sent('queue.add')).toEqual([{ ...common, except: [paths[0]], options: {} }])
    expect(page.text()).toContain('1 clip left out.')
    await click('Put back')
    await settled()
    expect(lines()).toHaveLength(2)
  })

  it('is one stop of the Tab key for all clips; the arrows go through them', async () => {
    const { page } = await sheet()
    const buttons = page.findAll<HTMLElement>('[aria-label="Clips"] button')
    expect(buttons.map((one) => one.attributes('tabindex'))).toEqual(['0', '-1'])
    buttons[0]?.element.focus()
    await buttons[0]?.trigger('keydown', { key: 'ArrowDown' })
    expect(document.activeElement).toBe(buttons[1]?.element)
  })

  it('cannot be sent without an account, or with options that are refused, which it says beside that account', async () => {
    const reason = 'Delete on: in the past.'
    const { tick, page } = await sheet((_input, plain) => ({
      ...plain,
      accounts: plain.accounts.map((account) => ({ ...account, failure: failure('input.invalid', { reason }) })),
    }))
    const button = () => page.findAll('button').at(-1)
    expect(page.get('[role=alert]').text()).toBe(reason)
    expect([button()?.attributes('disabled'), page.get('details').attributes('open')]).toEqual(['', ''])
    await tick('Studio')
    expect([button()?.attributes('disabled'), button()?.text()]).toEqual(['', 'Nothing to send'])
  })

  it('leaves the options of an account open when the one that was refused is entered anew', async () => {
    const refused = failure('input.invalid', { reason: 'Delete on: in the past.' })
    const { page, settled } = await sheet((input, plain) => ({
      ...plain,
      accounts: plain.accounts.map((account) => ({
        ...account,
        failure: input.to[0]?.options?.['requireSignedURLs'] === undefined ? refused : null,
      })),
    }))
    const fold = () => page.get<HTMLDetailsElement>('details').element
    expect(fold().open).toBe(true)
    const option = page.get<HTMLInputElement>('details input[type=checkbox]')
    await option.setValue(!option.element.checked)
    await settled()
    expect(page.find('[role=alert]').exists()).toBe(false)
    expect(fold().open).toBe(true)
  })

  it('stays open with all that was entered when adding is refused', async () => {
    const { click, enter, settled, field, page, fake, added, closed } = await sheet()
    fake.answer('queue.add', () => {
      throw new FailureError(failure('input.invalid', { reason: 'Choose an event.' }))
    })
    await enter('Allowed sites', 'a.test')
    await settled()
    await click('Send 2 clips to Studio')
    expect(page.get('[role=alert]').text()).toContain('Choose an event.')
    expect([field('Allowed sites').element.value, added, closed]).toEqual(['a.test', [], []])
  })

  it('can be sent when the host cannot look', async () => {
    const { click, fake } = await sheet(() => {
      throw new FailureError(failure('host.busy'))
    })
    await click('Send')
    expect(fake.sent('queue.add')).toEqual([{ ...common, options: {} }])
  })

  it('reads the rest of the clips with the next questions, as long as that leads on', async () => {
    let unread = 4
    const { fake } = await sheet((_input, plain) => ({ ...plain, unread: Math.max(1, --unread) }))
    // 3, 2 and 1 are left, and then still 1.
    expect(fake.sent('queue.previewAdd').length).toBe(4)
  })

  it('offers more files, a folder, and a link', async () => {
    const asked: unknown[] = []
    const view = await opened(AddSheet, {
      paths,
      onChoose: (kind: string) => asked.push(kind),
      onLinks: () => asked.push('links'),
    })
    for (const name of ['Choose files…', 'Choose a folder…', 'Add links…']) await view.click(name)
    expect(asked).toEqual(['files', 'folder', 'links'])
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

  it('reads nothing any more when it is gone', async () => {
    const { enter, fake, wrapper } = await pasted()
    await enter('Links', 'others')
    wrapper.unmount()
    await vi.advanceTimersByTimeAsync(300)
    expect(fake.sent('queue.readLinks')).toEqual([{ text: 'links' }])
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
