import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import { FORMS, fill } from '../../../src-main/contract/i18n/i18n.ts'
import { allMessages, errorMessages, formMessages, hosts, root } from './messages.ts'
import { scan } from './scan.ts'

/** Texts that stay English or are none for people: what a file is whose texts go through no function. */
const ENGLISH_FILES: Readonly<Record<string, string>> = {
  'src-main/contract/diagnostics.ts': 'a text for whoever helps',
  'src-main/contract/proof/receipt-page.ts': 'a document that others read',
  'src-main/contract/proof/receipt-page-style.ts': 'CSS',
  'src-main/contract/queue/upload-log-text.ts': 'a log',
  'src-main/contract/page-headers.ts': 'headers',
  'src-main/contract/globs/ignore-list.ts': 'names of folders',
  'src-main/contract/proof/proof.ts': 'names in receipts, which scripts read',
  'src-main/contract/messages/past-upload-messages.ts': 'compares names of receipts',
  'src-main/shell/system/autostart-entry.ts': 'a file of the system, written once',
  'src-main/shell/presence/session-bus.ts': 'a protocol',
  'src-main/shell/presence/tray-icon.ts': 'the name of a picture',
  'src-main/shell/updates/watchdog.ts': 'an error that others read',
}

/** Texts that are neither, by what they begin with. */
const NO_WORDS = /^(?:Reelay Dev|Reelay \{\}|Reelay: \{\}|html htm|a text to see|\{\} \(by the name)/

const places = (message: string): readonly string[] => [...message.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)

describe('the messages of the hosts', () => {
  it('are found', () => {
    const all = allMessages()
    expect(all).toContain('Waiting for its turn')
    expect(all).toContain('{n} clip needs you | {n} clips need you')
    expect(all).toContain('The file is not there')
    expect(all).toContain('Any server that speaks tus 1.0.0, such as tusd.')
    expect(all.length).toBeGreaterThan(900)
    expect([errorMessages().length > 200, formMessages().length > 80]).toEqual([true, true])
  })

  it('are literals, so that catalogues can have them', () => {
    const inside = new Set([
      'src-main/contract/i18n/i18n.ts',
      'src-main/contract/i18n/phrase.ts',
      'src-main/contract/errors/errors.ts',
    ])
    expect(hosts.unclear.filter(({ file }) => !inside.has(file))).toEqual([])
  })

  it('have nothing that a message may not hold: `@`, `|` and braces that name no place', () => {
    const strange = allMessages().filter((message) => {
      const forms = message.split(FORMS)
      return forms.length > 2 || forms.some((form) => /[@|{}]/.test(form.replace(/\{\w+\}/g, '')))
    })
    expect(strange).toEqual([])
  })

  it('have the same places in both forms, but for the number', () => {
    for (const message of allMessages().filter((one) => one.includes(FORMS))) {
      const [one = '', other = ''] = message.split(FORMS)
      const known = new Set([...places(other), 'n'])
      expect(
        places(one).filter((name) => !known.has(name)),
        message,
      ).toEqual([])
    }
  })

  it('are filled by vue-i18n as they are here', () => {
    const all = allMessages().filter((one) => !one.includes(FORMS))
    const { t } = createI18n({
      legacy: false,
      locale: 'en',
      messageResolver: (texts, key) => (texts as Record<string, string>)[key] ?? null,
      messages: { en: Object.fromEntries(all.map((message) => [message, message])) as Record<string, string> },
    }).global as unknown as { t(key: string, params: Readonly<Record<string, string>>): string }
    for (const message of all) {
      const params = Object.fromEntries(places(message).map((name) => [name, `<${name}>`]))
      expect(t(message, params)).toBe(fill(message, params))
    }
  })

  it('are all texts of contract and shell that read as a sentence', () => {
    const { bare } = scan(['src-main/contract/**/*.ts', 'src-main/shell/**/*.ts'], root)
    const left = bare.filter(
      ({ file, text }) =>
        !(file in ENGLISH_FILES) && !NO_WORDS.test(text) && !file.startsWith('src-main/contract/errors/error-table'),
    )
    expect(left).toEqual([])
  })

  it('are missed where they were: an exception that is none any more is named', () => {
    const { bare } = scan(['src-main/contract/**/*.ts', 'src-main/shell/**/*.ts'], root)
    const files = new Set(bare.map(({ file }) => file))
    expect(Object.keys(ENGLISH_FILES).filter((file) => !files.has(file))).toEqual([])
  })
})

describe('the scan', () => {
  it('tells a sentence from a name, a literal from a value, and what goes to a log', () => {
    const { messages, unclear, bare } = scan(['test/fixtures/words/example.ts'], root)
    expect(messages.map(({ text }) => text)).toEqual([
      'All is well',
      '{n} file | {n} files',
      'Open (verb)',
      'It holds {what}',
      '{n} clip | {n} clips',
      'Kept',
      'In a task',
    ])
    expect(unclear.map(({ text }) => text)).toEqual(['t(name)'])
    expect(bare.map(({ text }) => text)).toEqual(['Nothing was sent', 'Sent to {}, which waits'])
  })
})
