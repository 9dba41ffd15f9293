import { mkdir, writeFile } from 'node:fs/promises'
import { describe, expect, it, vi } from 'vitest'
import { mayOpen } from '../../../src-main/shell/windows/external.ts'
import { interfaceFileOf, isOwnPage, parseMediaRequest } from '../../../src-main/shell/windows/own-page.ts'
import { answerBytes, answerPage } from '../../../src-main/shell/windows/page.ts'
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
    expect(interfaceFileOf(address)).toBeNull()
  })
})

describe('what is no file of the interface', () => {
  const name = '0123456789abcdef'.repeat(4)

  it('is a thumbnail by its id, and a clip by a ticket', () => {
    expect(parseMediaRequest(`app://reelay/thumbnails/${name}`)).toEqual({ kind: 'thumbnail', name })
    expect(parseMediaRequest(`app://reelay/media/${name}`)).toEqual({ kind: 'media', name })
  })

  it.each([
    `app://reelay/media/../thumbnails/${name}`,
    `app://reelay/media/${name}/..`,
    `app://reelay/media/${name}?x`,
    `app://reelay/media/${name}#x`,
    `app://reelay/media/${name.slice(1)}`,
    `app://reelay/media/${name.toUpperCase()}`,
    'app://reelay/media/%2fetc%2fpasswd',
    'app://reelay/media/',
    `app://other/media/${name}`,
    `https://reelay/media/${name}`,
    'app://reelay/index.html',
  ])('is not %s', (address) => {
    expect(parseMediaRequest(address)).toBeNull()
  })

  it('is answered with the policy of the page, in the parts in which it is read', async () => {
    async function* parts() {
      yield new Uint8Array([1, 2])
      yield new Uint8Array([3])
    }
    const headers = { 'content-range': 'bytes 0-2/9', 'content-type': 'application/octet-stream' }
    const answer = answerBytes({ status: 206, headers, body: parts() })
    expect([answer.status, answer.headers.get('content-range')]).toEqual([206, 'bytes 0-2/9'])
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([1, 2, 3])
    expect(answerBytes(null).status).toBe(404)
    expect([answerBytes({ status: 416, headers: {}, body: null }).status]).toEqual([416])
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
