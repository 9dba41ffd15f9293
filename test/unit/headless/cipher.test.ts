import { mkdir, rm, writeFile } from 'node:fs/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { createTranslator } from '../../../src-main/contract/i18n/catalogue.ts'
import { ENGLISH, useTranslator } from '../../../src-main/contract/i18n/i18n.ts'
import { englishOf, textOf } from '../../../src-main/contract/i18n/phrase.ts'
import { createFileCipher } from '../../../src-main/headless/cipher.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const HELP = 'Put a copy of it in its place, or move it away and enter the keys of your accounts again.'

afterEach(() => useTranslator(ENGLISH))

describe('a key file that cannot be used', () => {
  it('is told in words that can be said in any language', async () => {
    await using folder = await tempFolder()
    const path = folder.in('secret.key')
    const reason = async () => (await createFileCipher(folder.in(), undefined).availability()).reason ?? ''

    expect(await reason()).toBe('')
    await writeFile(path, '')
    expect(englishOf(await reason())).toBe(`The key file ${path} is empty. ${HELP}`)
    useTranslator(
      createTranslator('de', {
        'The key file {path} is empty.': 'Die Schlüsseldatei {path} ist leer.',
        [`{problem} ${HELP}`]: '{problem} Bitte ersetzen.',
      }),
    )
    expect(textOf(await reason())).toBe(`Die Schlüsseldatei ${path} ist leer. Bitte ersetzen.`)
    await writeFile(path, 'AAAA')
    expect(englishOf(await reason())).toBe(`The key file ${path} does not hold a key. ${HELP}`)
    await rm(path)
    await mkdir(path)
    expect(englishOf(await reason())).toBe(`The key file ${path} is not a file. ${HELP}`)
  })

  it('is the reason of what fails, in English', async () => {
    await using folder = await tempFolder()
    await writeFile(folder.in('secret.key'), '')
    useTranslator(createTranslator('de', { 'The key file {path} is empty.': 'Die Schlüsseldatei {path} ist leer.' }))
    await expect(createFileCipher(folder.in(), undefined).encrypt('x')).rejects.toThrow(/ is empty\. Put a copy/)
  })
})
