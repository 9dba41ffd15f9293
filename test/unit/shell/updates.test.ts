import { describe, expect, it } from 'vitest'
import { failure } from '../../../src-main/contract/errors/errors.ts'
import { englishOf } from '../../../src-main/contract/i18n/phrase.ts'
import { INSTALL_TIMES } from '../../../src-main/contract/updates.ts'
import { reasonOf, updateFailure } from '../../../src-main/shell/updates/update-failure.ts'
import {
  decideUpdate,
  NO_UPDATE,
  nextCheckMs,
  type Update,
  type UpdateEvent,
} from '../../../src-main/shell/updates/update-machine.ts'
import { plainNotes } from '../../../src-main/shell/updates/update-notes.ts'
import { canCheck, type Installation, obstacleOf } from '../../../src-main/shell/updates/update-obstacle.ts'

const found = { version: '2.0.0', notes: '' }
const checked = { type: 'checked', found, at: 1, canInstall: true, isAutomatic: true } as const
const offline = failure('update.offline', { reason: 'x' })

/** The states that events lead to, and their steps. */
function run(...events: readonly UpdateEvent[]): { update: Update; steps: readonly string[] } {
  let update = NO_UPDATE
  const steps: string[] = []
  for (const event of events) {
    const next = decideUpdate(update, event)
    update = next.update
    steps.push(next.step)
  }
  return { update, steps }
}

const READY: readonly UpdateEvent[] = [{ type: 'check', by: 'timer' }, checked, { type: 'downloaded' }]

describe('an update', () => {
  it('goes from check to download to ready, and is installed by nobody but a person', () => {
    const { update, steps } = run(...READY, { type: 'sent' }, { type: 'check', by: 'timer' }, { type: 'progress', percent: 1 })
    expect(steps).toEqual(['check', 'download', 'none', 'none', 'none', 'none'])
    expect(update).toMatchObject({ state: 'ready', found, percent: 100 })
  })

  it.each(['now', 'when-sent'] as const)('is installed at once where a person says “%s” and nothing is active', (when) => {
    expect(run(...READY, { type: 'install', when, isSent: true }).steps.at(-1)).toBe('install')
  })

  it('is installed while something is active only when a person says “now”', () => {
    expect(run(...READY, { type: 'install', when: 'now', isSent: false }).update.state).toBe('installing')
    const waiting = [...READY, { type: 'install', when: 'when-sent', isSent: false }] as const
    expect(run(...waiting)).toMatchObject({ update: { state: 'waiting' }, steps: ['check', 'download', 'none', 'none'] })
    expect(run(...waiting, { type: 'sent' }).steps.at(-1)).toBe('install')
    expect(run(...waiting, { type: 'install', when: 'later', isSent: false }, { type: 'sent' }).update.state).toBe('ready')
  })

  it('cannot be installed in any state but ready and waiting', () => {
    for (const when of INSTALL_TIMES) {
      const install = { type: 'install', when, isSent: true } as const
      expect(run(install).steps).toEqual(['none'])
      expect(run({ type: 'check', by: 'person' }, install).steps.at(-1)).toBe('none')
      expect(run({ type: 'check', by: 'person' }, checked, install).steps.at(-1)).toBe('none')
      expect(run({ type: 'check', by: 'person' }, { ...checked, canInstall: false }, install).update.state).toBe('available')
      expect(run(...READY, { type: 'install', when: 'now', isSent: true }, install).steps.at(-1)).toBe('none')
    }
  })

  it('is not downloaded by a copy that cannot install it, and is looked for again', () => {
    const seen = run({ type: 'check', by: 'timer' }, { ...checked, canInstall: false }, { type: 'check', by: 'timer' })
    expect(seen.steps).toEqual(['check', 'none', 'check'])
  })

  it('that the app began by itself goes no further when that is switched off; what a person asked for does', () => {
    const off = { type: 'switched-off' } as const
    const timer = { type: 'check', by: 'timer' } as const
    const person = { type: 'check', by: 'person' } as const
    expect(run(timer, checked, off)).toMatchObject({
      update: { state: 'available', percent: 0 },
      steps: ['check', 'download', 'cancel'],
    })
    expect(run(timer, off, { ...checked, isAutomatic: false })).toMatchObject({
      update: { state: 'available' },
      steps: ['check', 'none', 'none'],
    })
    expect(run(timer, checked, person, off).update.state).toBe('downloading')
    expect(run(person, { ...checked, isAutomatic: false }, off).steps).toEqual(['check', 'download', 'none'])
    // And a person can still ask for it.
    expect(run(timer, checked, off, person, { ...checked, isAutomatic: false }).steps.at(-1)).toBe('download')
  })

  it('says nothing of being offline unless a person asked, also while the timer’s check runs', () => {
    const failed = { type: 'failed', failure: offline } as const
    expect(run({ type: 'check', by: 'timer' }, failed).update).toMatchObject({ state: 'idle', failure: null, isRetrySoon: true })
    expect(run({ type: 'check', by: 'person' }, failed).update).toMatchObject({ state: 'failed', failure: offline })
    const both = [{ type: 'check', by: 'timer' }, { type: 'check', by: 'person' }, failed] as const
    expect(run(...both)).toMatchObject({ update: { state: 'failed' }, steps: ['check', 'none', 'none'] })
  })

  it('that was not installed is shown until a person checks or installs, whatever checks by themselves find', () => {
    const shown = failure('update.notInstalled', { version: '2.0.0', current: '1.0.0', reason: 'x' })
    const begun = [
      { type: 'failed', failure: shown },
      { type: 'check', by: 'timer' },
    ] as const
    for (const next of [
      [],
      [{ ...checked, found: null }],
      [{ type: 'failed', failure: offline }],
      [checked, { type: 'downloaded' }],
      [checked, { type: 'failed', failure: offline }, { type: 'check', by: 'timer' }],
    ] as const satisfies readonly (readonly UpdateEvent[])[])
      expect(run(...begun, ...next).update.failure, JSON.stringify(next)).toBe(shown)
    expect(run(...begun, { ...checked, found: null }).update.state).toBe('failed')
    expect(run(...begun, checked, { type: 'downloaded' }).update.state).toBe('ready')
    expect(run(...begun, { type: 'check', by: 'person' }).update.failure).toBeNull()
    expect(run(begun[0], { type: 'check', by: 'person' }).update.failure).toBeNull()
    const installed = run(...begun, checked, { type: 'downloaded' }, { type: 'install', when: 'now', isSent: true })
    expect(installed.update).toMatchObject({ state: 'installing', failure: null })
  })

  it('is looked for sooner after the network failed', () => {
    const cut = run({ type: 'check', by: 'timer' }, checked, {
      type: 'failed',
      failure: failure('update.cutOff', { reason: 'x' }),
    })
    expect(cut.update.state).toBe('failed')
    expect(nextCheckMs(NO_UPDATE) / nextCheckMs(cut.update)).toBe(24)
  })
})

describe('an error of an update', () => {
  const error = (message: string, code?: string): Error => Object.assign(new Error(message), code === undefined ? {} : { code })

  it.each([
    ['update.checksum', 'download', error('sha512 checksum mismatch, expected a, got b', 'ERR_CHECKSUM_MISMATCH')],
    [
      'update.signature',
      'download',
      error('New version is not signed by the application owner', 'ERR_UPDATER_INVALID_SIGNATURE'),
    ],
    ['update.offline', 'check', error('net::ERR_INTERNET_DISCONNECTED')],
    ['update.offline', 'check', error('getaddrinfo ENOTFOUND feed.test', 'ENOTFOUND')],
    ['update.offline', 'check', error('503 Service Unavailable\nHeaders: {}', 'HTTP_ERROR_503')],
    [
      'update.feed',
      'check',
      error('Cannot find latest.yml in the latest release artifacts', 'ERR_UPDATER_CHANNEL_FILE_NOT_FOUND'),
    ],
    ['update.feed', 'check', error('404 Not Found', 'HTTP_ERROR_404')],
    ['update.cutOff', 'download', error('aborted', 'ECONNRESET')],
    ['update.cutOff', 'download', error('net::ERR_CONNECTION_CLOSED')],
    ['update.disk', 'download', error('ENOSPC: no space left on device, write', 'ENOSPC')],
    ['update.failed', 'download', error('something else')],
  ] as const)('is %s', (code, during, caught) => {
    expect(updateFailure(caught, during)).toMatchObject({ code })
  })

  it('is the reason why something was not installed', () => {
    expect(englishOf(reasonOf(updateFailure(error('There is too little space in /apps', 'ENOSPC'), 'install')))).toBe(
      'The update cannot be stored: There is too little space in /apps',
    )
    expect(englishOf(reasonOf(failure('update.signature')))).toBe('The update is not signed as this copy is')
  })

  it('gives its first line as the reason, without what the library adds', () => {
    const { params } = updateFailure(
      error('404 Not Found\n"method: GET url: https://x"\nHeaders: {"set-cookie": "secret"}', 'HTTP_ERROR_404'),
      'check',
    )
    expect(params).toEqual({ reason: '404 Not Found' })
  })
})

describe('release notes', () => {
  it('are text, whatever the feed holds', () => {
    expect(
      plainNotes(
        '<h2>New</h2><ul><li>Faster &amp; <b>bolder</b></li><li>&lt;b&gt; &#8211; &#x41;</li></ul><script>alert(1)</script>',
      ),
    ).toBe('New\n\n- Faster & bolder\n- <b> – A')
    expect(plainNotes('Use <b> for bold, 1 < 2')).toBe('Use <b> for bold, 1 < 2')
    expect(
      plainNotes([
        { version: '2.0.0', note: 'Two' },
        { version: '1.1.0', note: null },
      ]),
    ).toBe('2.0.0\nTwo\n\n1.1.0')
    expect(plainNotes(null)).toBe('')
  })

  it('are bounded', () => {
    expect(plainNotes('x'.repeat(1_000_000)).length).toBeLessThanOrEqual(20_000)
  })
})

describe('a copy of the app', () => {
  const base: Installation = {
    platform: 'linux',
    isPackaged: true,
    hasFeed: true,
    packageType: null,
    env: { APPIMAGE: '/home/me/Reelay.AppImage' },
    executable: '/tmp/.mount/reelay',
    access: () => 'writable',
  }
  const mac = { ...base, platform: 'darwin', env: {}, executable: '/Applications/Reelay.app/Contents/MacOS/Reelay' } as const

  it('looks for versions where it was packaged with a list of them', () => {
    const deb = { ...base, env: {}, packageType: 'deb' }
    expect([base, deb, { ...deb, hasFeed: false }, { ...base, isPackaged: false }].map(canCheck)).toEqual([
      true,
      true,
      false,
      false,
    ])
  })

  it.each([
    ['an AppImage', null, base],
    ['an app on macOS', null, mac],
    ['an installed app on Windows', null, { ...base, platform: 'win32', env: {} }],
    ['another user’s Applications, where the system asks for a password', null, { ...mac, access: () => 'denied' }],
    ['a run from the sources', 'not-here', { ...base, isPackaged: false }],
    ['one that was packaged without a feed', 'not-here', { ...base, hasFeed: false }],
    ['a deb', 'package-manager', { ...base, env: {}, packageType: 'deb' }],
    ['an rpm without a feed', 'package-manager', { ...base, env: {}, packageType: 'rpm', hasFeed: false }],
    ['a snap', 'package-manager', { ...base, env: { SNAP: '/snap/reelay/1' } }],
    ['an unpacked folder', 'unpacked', { ...base, env: {} }],
    ['a portable executable', 'portable', { ...base, platform: 'win32', env: { PORTABLE_EXECUTABLE_FILE: 'E:\\Reelay.exe' } }],
    [
      'an AppImage that cannot be written',
      'read-only',
      { ...base, access: (path) => (path.endsWith('.AppImage') ? 'denied' : 'writable') },
    ],
    [
      'an AppImage in a folder that cannot be written',
      'read-only',
      { ...base, access: (path) => (path.endsWith('.AppImage') ? 'writable' : 'denied') },
    ],
    [
      'an app in a disk image',
      'read-only',
      { ...mac, executable: '/Volumes/Reelay/Reelay.app/Contents/MacOS/Reelay', access: () => 'read-only' },
    ],
    [
      'an app that was never moved out of the download',
      'translocated',
      { ...mac, executable: '/private/var/folders/x/AppTranslocation/y/d/Reelay.app/Contents/MacOS/Reelay' },
    ],
  ] as const satisfies readonly (readonly [string, unknown, Installation])[])(
    'that is %s: %s',
    (_what, obstacle, installation) => {
      expect(obstacleOf(installation)).toBe(obstacle)
    },
  )
})
