/** @file `reelay serve`: the engine with its interface in a browser, until it is stopped. */
import { pathToFileURL } from 'node:url'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { readServerFile } from '../../http-api/server-file.ts'
import { type Attached, attach, type CommandContext } from '../attach.ts'
import { EXIT } from '../exit.ts'
import { print, printProblem, printResult } from '../output/terminal.ts'
import { usage } from '../parse.ts'
import { whenAborted } from '../signals.ts'

interface ServeFlags {
  readonly host: string
  readonly port: string
  readonly open?: boolean
  readonly newToken?: boolean
}

export async function serve(context: CommandContext, flags: ServeFlags): Promise<number> {
  const port = portFrom(flags.port)
  if (flags.host.trim() === '') throw usage('--host takes an address of this machine, such as 127.0.0.1.')
  const { pages } = context
  if (pages === null) throw usage('The interface is not built. Build it with: npm run build')
  const attached = await attach(context, { scope: 'all' })
  if (attached.kind === 'elsewhere') return serveElsewhere(context, attached, flags)
  try {
    const api = await attached.reelay.openHttpApi({ port, host: flags.host, pages })
    attached.reelay.start()
    if (api.isOpenToNetwork) {
      printProblem(
        `Careful: ${flags.host} can be reached from the network. Whoever has the link below can see folder names on this machine and send its files, and the connection is not encrypted.`,
      )
    }
    printLink(context, api.link, `Reelay is open at ${api.link}`)
    if (!context.json) print('Stop it with Ctrl-C; uploads go on at the next start.')
    if (flags.open) await openInBrowser(api.openPage())
    await whenAborted(context.interrupted)
    return EXIT.interrupted
  } finally {
    await attached.close()
  }
}

/** Another process serves this data folder: prints its link, renewed first if requested. */
async function serveElsewhere(
  context: CommandContext,
  { client, owner: { pid, pages } }: Extract<Attached, { kind: 'elsewhere' }>,
  { open: isToOpen, newToken }: ServeFlags,
): Promise<number> {
  if (newToken) await client.renewToken()
  if (!pages) throw usage(`Reelay is already running on this data folder (process ${pid}), in its own window.`)
  const serverFile = readServerFile(context.dataDir)
  if (!serverFile) throw new FailureError(failure('host.gone'))
  const link = `${serverFile.address}/#token=${serverFile.token}`
  printLink(context, link, `Reelay is already running (process ${pid}) at ${link}`)
  if (isToOpen) await openInBrowser(await client.signInPage())
  return EXIT.ok
}

function portFrom(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65_535)) throw usage('--port takes a number from 0 to 65535.')
  return port
}

function printLink(context: CommandContext, link: string, text: string): void {
  printResult(context, { type: 'serving', url: link }, text)
}

/** The page signs the browser in; unlike the link its path contains no secret. */
async function openInBrowser(page: string): Promise<void> {
  const { default: open } = await import('open')
  await open(pathToFileURL(page).href).catch(() => printProblem('No browser could be opened; open the address above by hand.'))
}
