import { networkInterfaces } from 'node:os'
import { describe, expect, it } from 'vitest'
import { startCli } from '../support/cli.ts'
import { tempFolder } from '../support/temp-folder.ts'

/** An address of this machine that others in its network could use. */
const outside = Object.values(networkInterfaces())
  .flat()
  .find((address) => address?.family === 'IPv4' && !address.internal)?.address

async function serving(host: readonly string[]) {
  const stack = new AsyncDisposableStack()
  const folder = stack.use(await tempFolder())
  const running = stack.use(startCli(['serve', ...host], { dataDir: folder.in('data') }))
  const { url } = await running.waitFor(({ type }) => type === 'serving')
  const { port } = new URL(String(url))
  return {
    running,
    answersAt: (address: string): Promise<boolean> =>
      fetch(`http://${address}:${port}/`, { signal: AbortSignal.timeout(60_000) }).then(
        () => true,
        () => false,
      ),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

describe('the HTTP API of reelay serve', () => {
  it('listens on loopback unless it is told otherwise', async (context) => {
    await using open = await serving([])
    expect(await open.answersAt('127.0.0.1')).toBe(true)
    context.skip(outside === undefined, 'this machine is in no network')
    expect(await open.answersAt(outside ?? '')).toBe(false)
    open.running.kill('SIGTERM')
    expect((await open.running.result).stderr).not.toContain('can be reached from the network')
  })

  it('says what it means to listen to the network', async () => {
    await using open = await serving(['--host', '0.0.0.0'])
    expect(await open.answersAt('127.0.0.1')).toBe(true)
    open.running.kill('SIGTERM')
    expect((await open.running.result).stderr).toMatch(
      /0\.0\.0\.0 can be reached from the network.*see folder names.*send its files.*not encrypted/,
    )
  })
})
