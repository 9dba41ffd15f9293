import { expect, it } from 'vitest'
import { FailureError, failure } from '../../../src-main/contract/errors.ts'
import type { CommandContext } from '../../../src-main/headless/attach.ts'
import { runToTheEnd } from '../../../src-main/headless/run.ts'
import { readServerNote } from '../../../src-main/http-api/server-file.ts'
import { openServerHarness } from '../../support/open-server.ts'

it('a command whose input the owner of the data folder refuses closes its event stream, which would keep the process alive', async () => {
  await using harness = await openServerHarness(() => {
    throw new FailureError(failure('account.unknown', { name: 'nobody' }))
  })
  const owner = readServerNote(harness.dataDir)
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
  let isFollowed = false
  harness.publisher.onAudience('queue.transitioned', (isThere) => {
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
  await expect.poll(() => isFollowed).toBe(false)
})

function unused(): never {
  throw new Error('not used by this command')
}
