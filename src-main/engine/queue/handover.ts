/** @file What watched folders hand over to the queue, and what they tell it about files that are in it. */
import { basename } from 'node:path'
import { canDo } from '../../contract/actions.ts'
import { FailureError, failure } from '../../contract/errors.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { detach } from '../detach.ts'
import type { Clock, Journal, Log } from '../ports.ts'
import type { Providers } from '../providers/provider.ts'
import type { QueueLink, Taken } from '../watch/link.ts'
import type { createCommands } from './commands.ts'
import { newUpload, titleFrom } from './new-upload.ts'
import type { Records } from './records.ts'
import { canTake } from './transition.ts'
import { isBegun, sameIdentity } from './upload.ts'

export function createHandover({
  journal,
  records,
  accounts,
  providers,
  commands,
  clock,
  log,
  sessionId,
  pump,
}: {
  journal: Journal
  records: Records
  accounts: Accounts
  providers: Providers
  commands: Pick<ReturnType<typeof createCommands>, 'whenQuiet' | 'retry' | 'move'>
  clock: Clock
  log: Log
  sessionId: string
  pump: () => void
}): QueueLink {
  return {
    handOver({ accountId, batchId, options: given, titleTemplate, priority, files }, whenTaken) {
      const account = accounts.find(accountId)
      if (!account) throw new FailureError(failure('account.missing'))
      const options = providers.get(account.provider).checkOptions({ ...account.defaults.options, ...given }, clock.now())
      const template = titleTemplate ?? account.defaults.titleTemplate
      journal.transaction(() => {
        const known = files.map(({ path, identity }): Taken | null => {
          const open = journal.uploads.findOpen(path, accountId)
          if (open && (open.sentAt === null || sameIdentity(open.identity, identity))) {
            return { kind: 'queued', uploadId: open.id, isNew: false }
          }
          const receipt = journal.receipts.find(path, identity, accountId)
          return receipt && { kind: 'sent', receiptId: receipt.id, sha256: receipt.sha256 }
        })
        const taken = files.map(({ path, identity }, index) => {
          const before = known[index]
          if (before) return { taken: before, upload: null }
          const upload = newUpload({
            kind: 'upload',
            batchId,
            sessionId,
            priority,
            path,
            name: basename(path),
            sealedUrl: null,
            identity,
            accountId,
            metadata: {},
            options,
            chunkBytes: null,
            title: template === null ? null : titleFrom(template, { path, identity }, index + 1),
            addedAt: clock.now(),
          })
          return { taken: { kind: 'queued', uploadId: upload.id, isNew: true } as const, upload }
        })
        records.insert(taken.flatMap(({ upload }) => upload ?? []))
        whenTaken(taken.map((one) => one.taken))
      })
      pump()
    },

    upload: (id) => records.get(id),

    fileChanged(id) {
      const upload = records.get(id)
      if (!upload) return
      if (canDo('whenQuiet', upload)) detach(commands.whenQuiet({ ids: [id] }), log, 'a changed file could not be waited for')
      else if (upload.failure?.code === 'file.missing')
        detach(commands.retry({ ids: [id] }), log, 'a file that is back was not taken up')
    },

    fileMoved(id, path, identity) {
      const upload = records.get(id)
      if (!upload) return
      // Bytes of two versions make no file: what has begun keeps the version that it began with.
      const isSame = upload.identity.sizeBytes === identity.sizeBytes && upload.identity.mtimeNs === identity.mtimeNs
      records.amend(id, { path, name: basename(path), ...(isSame || !isBegun(upload) ? { identity } : {}) })
      const waits = upload.waiting?.reason === 'volume' || upload.failure?.code.startsWith('file.')
      if (waits && canTake(upload, 'retry')) records.apply(id, { type: 'retry' })
      pump()
    },

    fileDisplaced(id) {
      const upload = records.get(id)
      if (!upload || isBegun(upload) || (upload.state !== 'queued' && upload.state !== 'waiting')) return
      records.apply(id, { type: 'fail', failure: failure('file.missing', { path: upload.path }) })
    },

    moveBefore(ids, anchorId) {
      detach(commands.move({ ids: [...ids], to: { before: anchorId } }), log, 'new files could not be put in their place')
    },

    receipt: (uploadId) => journal.receipts.ofUpload(uploadId),
    sentBefore: (path, identity, accountId) => journal.receipts.find(path, identity, accountId) !== null,
  }
}
