import { expect, it, vi } from 'vitest'
import { FailureError, failure } from '../../../src-main/contract/errors/errors.ts'
import type { CommandContext } from '../../../src-main/headless/attach.ts'
import { runToTheEnd } from '../../../src-main/headless/run.ts'
import { readServerFile } from '../../../src-main/http-api/server-file.ts'
import { openHttpApiHarness } from '../../support/http-api-harness.ts'

it('a command whose input the owner of the data folder refuses closes its event stream, which would keep the process alive', async () => {
  await using harness = await openHttpApiHarness(() => {
    throw new FailureError(failure('account.unknown', { name: 'nobody' }))
  })
  const owner = readServerFile(harness.dataDir)
  if (!owner) throw new Error('no server file was written')
  const context: CommandContext = {
    compose: async () => ({ kind: 'elsewhere', owner }),
    openRepair: unused,
    drives: { lstat: unused, readlink: unused, realpath: unused, stat: unused },
    fileTools: { writeLists: unused, readHashes: unused, verifyFiles: unused },
    dataDir: harness.dataDir,
    isAppFolder: false,
    version: 'test',
    pages: null,
    json: true,
    verbose: false,
    interrupted: new AbortController().signal,
    readerGone: new AbortController().signal,
  }
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  let isFollowed = false
  harness.publisher.onConsumers('queue.transitioned', (isThere) => {
    isFollowed = isThere
  })
  const ended = runToTheEnd(context, {
    overrides: {},
    waitReady: false,
    async submit(client) {
      await expect.poll(() => isFollowed).toBe(true)
      return client.request('queue.add', { paths: ['/clips'], destination: { account: 'nobody' } })
    },
  })
  await expect(ended).rejects.toThrow('There is no account named “nobody”')
  vi.restoreAllMocks()
  await expect.poll(() => isFollowed).toBe(false)
})

function unused(): never {
  throw new Error('not used by this command')
}
