import { describe, expect, it } from 'vitest'
import { failure } from '../../../src-main/contract/errors/errors.ts'
import {
  describeRules,
  messageOfFile,
  messageOfWatch,
  WATCH_REASON_MESSAGES,
  WATCH_STATE_MESSAGES,
} from '../../../src-main/contract/messages/watch-messages.ts'
import {
  ASKING_ABOUT,
  DEFAULT_WATCH_RULES,
  IGNORED_FOR,
  WAITING_FOR,
  WATCH_REASONS,
  WATCH_STATES,
} from '../../../src-main/contract/watch.ts'
import { aWatch } from '../../support/fake-bridge.ts'

const rules = (change: Partial<Parameters<typeof describeRules>[0]>) => ({ ...DEFAULT_WATCH_RULES, ...change })

describe('the words of watched folders', () => {
  it('say for every state and reason why it is so, in a sentence', () => {
    expect(Object.keys(WATCH_STATE_MESSAGES)).toEqual([...WATCH_STATES])
    expect(Object.keys(WATCH_REASON_MESSAGES).sort()).toEqual([...new Set(WATCH_REASONS)].sort())
    for (const { title, help } of [...Object.values(WATCH_STATE_MESSAGES), ...Object.values(WATCH_REASON_MESSAGES)]) {
      expect(title).not.toMatch(/\.$/)
      expect(help).toMatch(/^[A-Z].*\.$/)
    }
  })

  it('tell the same title for no two reasons that can be chosen between', () => {
    for (const reasons of [WAITING_FOR, ASKING_ABOUT, IGNORED_FOR]) {
      const titles = reasons.map((reason) => WATCH_REASON_MESSAGES[reason].title)
      expect(new Set(titles).size).toBe(titles.length)
    }
  })

  it('do not ask about a file that was left out because only new ones are sent', () => {
    expect(messageOfFile({ state: 'asking', reason: 'existing' })?.help).toContain('Send it, or leave it out')
    expect(messageOfFile({ state: 'ignored', reason: 'existing' })?.help).toContain('only new files are sent')
    expect(messageOfFile({ state: 'sent', reason: null })).toBeNull()
  })

  it('name the drive that is away, the files seen, and the problem', () => {
    const volume = { label: 'Card A', kind: 'removable' } as const
    const away = failure('watch.offline', { path: '/media/a', volume: 'Card A' })
    expect(messageOfWatch(aWatch({ state: 'offline', volume, failure: away })).title).toBe('Offline: Card A is not connected')
    const gone = failure('watch.gone', { path: '/media/a' })
    expect(messageOfWatch(aWatch({ state: 'offline', volume, failure: gone })).title).toBe('Offline: the folder is not there')
    expect(messageOfWatch(aWatch({ state: 'scanning', seen: 1204 })).title).toBe('Scanning, 1,204 files so far')
    expect(messageOfWatch(aWatch({ state: 'needs-account', failure: failure('watch.noAccount', { path: '/x' }) })).title).toBe(
      'Its account is gone',
    )
    expect(messageOfWatch(aWatch({ state: 'paused' })).title).toBe('Paused')
  })
})

describe('rules in one line', () => {
  it.each([
    [{}, 'Files that the host takes, also in subfolders'],
    [{ extensions: ['mp4', 'mov'] }, 'MP4 and MOV files, also in subfolders'],
    [{ extensions: [], subfolders: false }, 'All files, not in subfolders'],
    [{ extensions: ['a', 'b', 'c', 'd', 'e'] }, 'A, B, C and 2 more files, also in subfolders'],
    [
      { extensions: [], minBytes: 5_000_000, maxBytes: 30_000_000_000 },
      'All files from 5.00 MB up to 30.0 GB, also in subfolders',
    ],
    [
      { extensions: [], include: ['*_final.*'], exclude: ['proxy/**', 'tmp/**'] },
      'All files that match *_final.* but not proxy/** or tmp/**, also in subfolders',
    ],
    [
      { extensions: [], minSeconds: 10, minLines: 1080, codecs: ['ProRes', 'H.264'] },
      'All files in ProRes or H.264 of 0:10 and 1080 lines at least, also in subfolders',
    ],
    [{ extensions: [], minLines: 2160 }, 'All files of 2160 lines at least, also in subfolders'],
    [{ afterwards: { do: 'move', folder: '/Sent' } }, 'Files that the host takes, also in subfolders; then moved to /Sent'],
    [
      { afterwards: { do: 'trash' }, sidecars: true },
      'Files that the host takes, also in subfolders; then moved to the Trash with what belongs to them',
    ],
  ] as const)('%j', (change, words) => {
    expect(describeRules(rules(change as never))).toBe(words)
  })

  it('names the account where it is known', () => {
    expect(describeRules(rules({}), 'Cloudflare')).toBe('Files that the host takes, also in subfolders, to Cloudflare')
  })
})
