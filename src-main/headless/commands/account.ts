/** @file `reelay account`: accounts and what the providers need for one. */
import { type AccountView, type ConnectionTest, shownEndpoint } from '../../contract/account.ts'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { englishOf } from '../../contract/i18n/phrase.ts'
import { describeCheck, describeHealth, describeRoom } from '../../contract/messages/account-messages.ts'
import { type CommandContext, withClient } from '../attach.ts'
import { EXIT } from '../exit.ts'
import { isSecretAddress, warnOfSecret } from '../exposed-secrets.ts'
import { print, printJson, printProblem, printResult } from '../output/terminal.ts'
import { parsePairs } from '../parse.ts'
import { isSource, readSecrets, readSource } from '../read-secrets.ts'

export function listProviders(context: CommandContext): Promise<number> {
  return withClient(context, async (client) => {
    for (const provider of await client.request('accounts.providers', {})) {
      if (context.json) {
        printJson({ type: 'provider', ...provider })
        continue
      }
      print(`${provider.id}  ${provider.summary}`)
      for (const field of provider.fields) {
        const flag = field.secret ? `--secret ${field.name}=…` : `--set ${field.name}=…`
        print(`    ${flag}${field.required ? ' (required)' : ''}  ${field.help}`)
      }
      for (const option of provider.options) print(`    --option ${option.name}=…  ${option.help}`)
      if (provider.guide) print(`    ${provider.guide.words} ${provider.guide.url}`)
    }
    return EXIT.ok
  })
}

export function listAccounts(context: CommandContext): Promise<number> {
  return withClient(context, async (client) => {
    const accounts = await client.request('accounts.list', {})
    for (const account of accounts) printResult(context, accountLine(account), accountText(account))
    if (accounts.length === 0 && !context.json)
      print('No accounts yet. Add one with: reelay account add tus NAME --set endpoint=URL')
    return EXIT.ok
  })
}

interface AccountFlags {
  readonly set: readonly string[]
  readonly secret: readonly string[]
}

export async function addAccount(context: CommandContext, provider: string, name: string, flags: AccountFlags): Promise<number> {
  const settings = await readSettings(flags.set)
  const secrets = await readSecrets(flags.secret)
  return withClient(context, async (client) => {
    const account = await client.request('accounts.save', { provider, name, settings, secrets })
    const next = `Check it with: reelay account test ${quoted(account.name)}`
    printResult(context, accountLine(account), `Account “${account.name}” added. ${next}`)
    return EXIT.ok
  })
}

/** Values, or sources to read them from; an address may hold a key. */
async function readSettings(pairs: readonly string[]): Promise<Record<string, string>> {
  const settings: Record<string, string> = {}
  for (const [field, value] of Object.entries(parsePairs('--set', pairs))) {
    if (isSecretAddress(value)) warnOfSecret(`--set ${field}`)
    settings[field] = isSource(value) ? await readSource(`--set ${field}`, value) : value
  }
  return settings
}

/** The stored fields with the named ones changed; `--set field=` empties one. */
export async function updateAccount(context: CommandContext, name: string, flags: AccountFlags): Promise<number> {
  const change = await readSettings(flags.set)
  const secrets = await readSecrets(flags.secret)
  return withClient(context, async (client) => {
    const accounts = await client.request('accounts.list', {})
    const before = accounts.find((account) => account.name.toLocaleLowerCase() === name.toLocaleLowerCase())
    if (!before) throw new FailureError(failure('account.unknown', { name }))
    const settings = Object.fromEntries(Object.entries({ ...before.settings, ...change }).filter(([, value]) => value !== ''))
    const { id, provider } = before
    const account = await client.request('accounts.save', { id, provider, name: before.name, settings, secrets })
    printResult(context, accountLine(account), `Account “${account.name}” changed.`)
    return EXIT.ok
  })
}

export function testAccount(context: CommandContext, account: string): Promise<number> {
  return withClient(context, async (client) => {
    const result = await client.request('accounts.test', { account })
    if (context.json) printJson({ type: 'test', ...englishTest(result) })
    else for (const line of testLines(result)) (result.ok ? print : printProblem)(line)
    return result.ok ? EXIT.ok : EXIT.failed
  })
}

/** What the provider lists for an option, such as directories: value and name. */
export function listChoices(context: CommandContext, account: string, option: string): Promise<number> {
  return withClient(context, async (client) => {
    for (const { value, label } of await client.request('accounts.choices', { account, option })) {
      printResult(context, { type: 'choice', option, value, label }, `${value}  ${label}`)
    }
    return EXIT.ok
  })
}

export function removeAccount(context: CommandContext, account: string): Promise<number> {
  return withClient(context, async (client) => {
    await client.request('accounts.remove', { account })
    printResult(context, { type: 'removed', account }, `Account “${account}” removed.`)
    return EXIT.ok
  })
}

function accountLine(account: AccountView): object {
  const { notice, lastTest } = account
  return { type: 'account', ...account, notice: notice && englishOf(notice), lastTest: lastTest && englishTest(lastTest) }
}

function accountText(account: AccountView): string {
  const notes = [account.isDefault ? 'default' : '', account.adHoc ? 'used with --endpoint' : ''].filter((note) => note !== '')
  const first = `${account.name}  ${account.provider}  ${shownEndpoint(account)}${notes.length > 0 ? `  (${notes.join(', ')})` : ''}`
  const room = account.lastTest?.room ? [`    Room: ${describeRoom(account.lastTest.room)}`] : []
  return [first, `    ${describeHealth(account.health, Date.now())}`, ...room].join('\n')
}

function englishTest(test: ConnectionTest) {
  return { ...test, message: englishOf(test.message), details: test.details.map(englishOf) }
}

/** The checks, one line each, then the result. */
function testLines({ checks, message, details }: ConnectionTest): string[] {
  return [
    ...checks.map((check) => `${check.ok ? '✓' : '✗'} ${describeCheck(check)}`),
    englishOf(message),
    ...details.map(englishOf),
  ]
}

function quoted(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `"${name}"`
}
