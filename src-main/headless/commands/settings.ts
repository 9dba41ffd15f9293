/** @file `reelay settings`: shows and changes the settings. */
import { resolve } from 'node:path'
import { DEFAULT_SETTINGS, type Settings } from '../../contract/settings.ts'
import type { Client } from '../../http-api/client.ts'
import { type CommandContext, withClient } from '../attach.ts'
import { EXIT } from '../exit.ts'
import { isSecretAddress, warnOfSecret } from '../exposed-secrets.ts'
import { print, printJson } from '../output/terminal.ts'
import { parsePairs, usage } from '../parse.ts'
import { readSecrets, SOURCES } from '../read-secrets.ts'

interface SettingsFlags {
  readonly secret: readonly string[]
  /** The proxy that the sign-in is for. */
  readonly proxy?: string
}

export async function listSettings(context: CommandContext): Promise<number> {
  return withClient(context, async (client) => {
    await show(context, client)
    return EXIT.ok
  })
}

/** Applies all changes or, when one is refused, none. */
export async function setSettings(context: CommandContext, pairs: readonly string[], flags: SettingsFlags): Promise<number> {
  const values = parsePairs('settings set', pairs)
  if (isSecretAddress(values['proxyUrl'] ?? '')) warnOfSecret('proxyUrl', `Give the sign-in as --secret proxy=${SOURCES}.`)
  const change = changeFrom(values)
  const { proxy, ...unknown } = await readSecrets(flags.secret)
  const [wrong] = Object.keys(unknown)
  if (wrong !== undefined) throw usage(`--secret ${wrong}: the only secret among the settings is proxy, as name:password.`)
  if (flags.proxy !== undefined && proxy === undefined)
    throw usage(`--proxy says whose sign-in it is; give that as --secret proxy=${SOURCES}.`)
  return withClient(context, async (client) => {
    if (pairs.length > 0) await client.request('settings.change', change)
    if (proxy !== undefined)
      await client.request('settings.setProxyPassword', {
        value: proxy,
        ...(flags.proxy === undefined ? {} : { proxy: flags.proxy }),
      })
    await show(context, client)
    return EXIT.ok
  })
}

async function show({ json }: CommandContext, client: Client): Promise<void> {
  const [settings, { proxySignIn }] = await Promise.all([client.request('settings.get', {}), client.request('app.info', {})])
  if (json) {
    printJson({ type: 'settings', ...settings, proxySignIn: proxySignIn.stored })
    return
  }
  for (const [name, value] of Object.entries(settings))
    print(`${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const { stored } = proxySignIn
  print(
    `(sign-ins of proxies: ${stored.length > 0 ? stored.join(', ') : 'none'}; set one with --secret proxy=… [--proxy http://…])`,
  )
}

/** Text is taken literally; numbers, lists and the like are JSON. A relative path is resolved here, wherever Reelay runs. */
function changeFrom(values: Readonly<Record<string, string>>): Partial<Settings> {
  const change: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(values)) {
    if (!isSetting(name)) throw usage(`There is no setting named “${name}”. List them with: reelay settings list`)
    if (typeof DEFAULT_SETTINGS[name] !== 'string') change[name] = parseJson(name, value)
    else change[name] = name === 'caFile' && value !== '' ? resolve(value) : value
  }
  // The schema of the request checks every value.
  return change as Partial<Settings>
}

function isSetting(name: string): name is keyof Settings {
  return Object.hasOwn(DEFAULT_SETTINGS, name)
}

function parseJson(name: string, value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    throw usage(`${name} takes a number, or a list or object in JSON; not “${value}”.`)
  }
}
