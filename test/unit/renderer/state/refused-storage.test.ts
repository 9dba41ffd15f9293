/** @file A browser that refuses storage throws as soon as `localStorage` is read: the page opens all the same. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ENGLISH, useTranslator } from '../../../../src-main/contract/i18n/i18n.ts'
import { signIn } from '../../../../src-renderer/bridge/http-bridge.ts'
import { addRecentFolder, recentFolders } from '../../../../src-renderer/components/queue/browsed-entries.ts'
import { localTexts } from '../../../../src-renderer/state/browser-storage.ts'
import { openPageLanguage } from '../../../../src-renderer/state/language.ts'
import { createPreferences } from '../../../../src-renderer/state/preferences.ts'

const refuse = (): never => {
  throw new DOMException('The operation is insecure.', 'SecurityError')
}

beforeEach(() => {
  vi.spyOn(window, 'localStorage', 'get').mockImplementation(refuse)
  vi.spyOn(window, 'sessionStorage', 'get').mockImplementation(refuse)
})
afterEach(() => {
  vi.restoreAllMocks()
  useTranslator(ENGLISH)
  history.replaceState(null, '', location.pathname)
})

it('the language of the page is that of the browser', async () => {
  expect(() => window.localStorage).toThrow('insecure')
  const language = openPageLanguage()
  await language.showRemembered()
  expect(document.documentElement.lang).toBe('en')
})

it('a token of the address is used', async () => {
  history.replaceState(null, '', '#token=abc')
  expect(await signIn()).toBe('abc')
  expect(location.hash).toBe('')
  expect(await signIn()).toBe('')
})

it('the look of the queue holds until the page is closed, and no folder is remembered', () => {
  const preferences = createPreferences()
  preferences.change({ density: 'dense' })
  expect(preferences.look.value.density).toBe('dense')
  addRecentFolder('/clips')
  expect(recentFolders()).toEqual([])
})

it('a full storage is no error', () => {
  vi.restoreAllMocks()
  const setItem = vi.fn(refuse)
  vi.spyOn(window, 'localStorage', 'get').mockReturnValue({ ...window.localStorage, setItem })
  localTexts().setItem('a', 'b')
  expect(setItem).toHaveBeenCalledOnce()
})
