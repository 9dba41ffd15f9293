import { mkdir, writeFile } from 'node:fs/promises'
import { describe, expect, it, vi } from 'vitest'
import { mayOpen } from '../../../src-main/shell/external.ts'
import { fileOf, isOwnPage } from '../../../src-main/shell/own-page.ts'
import { answerPage } from '../../../src-main/shell/page.ts'
import { tempFolder } from '../../support/temp-folder.ts'

vi.mock('electron', () => ({ app: { isPackaged: true }, protocol: {} }))

describe('the address of our page', () => {
  it('is recognised by scheme and host', () => {
    expect(isOwnPage('app://reelay/index.html#/accounts', null)).toBe(true)
    for (const other of [
      'app://other/index.html',
      'https://reelay/index.html',
      'file:///index.html',
      'about:blank',
      '',
      'app:reelay',
    ])
      expect(isOwnPage(other, null)).toBe(false)
  })

  it('is that of the development server while the app is worked on', () => {
    expect(isOwnPage('http://localhost:5173/', 'http://localhost:5173')).toBe(true)
    expect(isOwnPage('http://localhost:5174/', 'http://localhost:5173')).toBe(false)
    expect(isOwnPage('app://reelay/index.html', 'http://localhost:5173')).toBe(false)
  })

  it.each([
    'app://reelay/../secret.js',
    'app://reelay/assets/../../secret.js',
    'app://reelay/%2e%2e/secret.js',
    'app://reelay/..%2fsecret.js',
    'app://reelay/..%5csecret.js',
    'app://reelay/..\\secret.js',
    'app://reelay//secret.js',
    'app://reelay/a..b.js',
    'app://reelay/.env.js',
    'app://reelay/',
    'app://reelay',
    'app://other/index.html',
    'app://reelay.evil.test/index.html',
    'app://user@reelay/index.html',
    'app://reelay:80/index.html',
    'app://reelay/%00index.html',
    'file:///etc/passwd',
  ])('%s is no file', (address) => {
    expect(fileOf(address)).toBeNull()
  })
})

describe('the page', () => {
  it.each(['a~1', '[x]', '100%', 'a^b', 'a#b?c', 'ü ä'])('is served from a folder named %s, with its policy', async (name) => {
    await using folder = await tempFolder()
    await mkdir(folder.in(name, 'assets'), { recursive: true })
    await writeFile(folder.in(name, 'index.html'), '<title>Reelay</title>')
    await writeFile(folder.in(name, 'assets', 'index-B1_x.js'), 'export {}')
    await writeFile(folder.in('secret.js'), 'no')
    const html = await answerPage('app://reelay/index.html?x#y', 'GET', folder.in(name))
    expect([html.status, await html.text()]).toEqual([200, '<title>Reelay</title>'])
    expect(html.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(html.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
    expect(html.headers.get('x-content-type-options')).toBe('nosniff')
    expect((await answerPage('app://reelay/assets/index-B1_x.js', 'GET', folder.in(name))).status).toBe(200)
    for (const [address, method] of [
      ['app://reelay/../secret.js', 'GET'],
      ['app://reelay/nothing.js', 'GET'],
      ['app://reelay/assets', 'GET'],
      ['app://reelay/index.html', 'POST'],
      ['app://other/index.html', 'GET'],
    ] as const)
      expect((await answerPage(address, method, folder.in(name))).status, address).toBe(404)
  })
})

describe('the browser of the system', () => {
  it('opens web pages by https, and nothing else', () => {
    expect(mayOpen('https://watch.test/1?a=b')).toBe(true)
    for (const other of [
      'http://nas.local/',
      'file:///etc/passwd',
      'smb://h/s',
      'https://user:pw@a.test/',
      'ms-settings:x',
      'x',
      '',
    ])
      expect(mayOpen(other), other).toBe(false)
    expect(mayOpen(`https://a.test/${'x'.repeat(9_000)}`)).toBe(false)
  })
})
