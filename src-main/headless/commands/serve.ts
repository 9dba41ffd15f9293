/** @file `reelay serve`: the engine with its interface in a browser, until it is told to stop. */
import open from 'open'
import { isLoopback } from '../../local/guard.ts'
import { attach, type CommandContext } from '../attach.ts'
import { EXIT } from '../exit.ts'
import { usage } from '../parse.ts'

export interface ServeFlags {
  readonly host: string
  readonly port: string
  readonly open?: boolean
}

export async function serve(context: CommandContext, flags: ServeFlags): Promise<number> {
  const port = Number(flags.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw usage('--port takes a number from 0 to 65535.')
  const { pages } = context
  if (pages === null) throw usage('The interface is not built. Build it with: npm run build')
  const attached = await attach(context, { scope: 'all' })
  if (attached.kind === 'elsewhere') {
    const { owner } = attached
    const link = `${owner.address}/#token=${owner.token}`
    if (!owner.pages) throw usage(`Reelay is already running on this data folder (process ${owner.pid}), in its own window.`)
    say(context, link, `Reelay is already running (process ${owner.pid}) at ${link}`)
    if (flags.open) await openInBrowser(link)
    return EXIT.ok
  }
  try {
    const door = await attached.reelay.openDoor({ port, host: flags.host, pages })
    attached.reelay.start()
    if (!isLoopback(flags.host)) {
      console.error(
        `Careful: ${flags.host} can be reached from the network. Whoever has the link below can see folder names on this machine and send its files, and the connection is not encrypted.`,
      )
    }
    say(context, door.link, `Reelay is open at ${door.link}\nStop it with Ctrl-C; uploads go on at the next start.`)
    if (flags.open) await openInBrowser(door.link)
    await stopped(context.interrupted)
    return EXIT.interrupted
  } finally {
    await attached.close()
  }
}

function say({ json }: CommandContext, link: string, text: string): void {
  console.log(json ? JSON.stringify({ type: 'serving', url: link }) : text)
}

async function openInBrowser(link: string): Promise<void> {
  await open(link).catch(() => console.error('No browser could be opened; open the address above by hand.'))
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
