/** @file What watched folders hand over to the queue, and what they tell it about files that are in it. */
import { basename } from 'node:path'
import { canDo } from '../../contract/actions.ts'
import { FailureError, failure } from '../../contract/errors.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { detach } from '../detach.ts'
import type { Journal } from '../ports/journal.ts'
import type { Clock, Log } from '../ports.ts'
import type { Providers } from '../providers/provider.ts'
import type { createCommands } from './commands.ts'
import type { Known } from './known.ts'
import { newUpload, titleFrom } from './new-upload.ts'
import type { EnqueueResult, QueuePort } from './queue-port.ts'
import type { Records } from './records.ts'
import { canTake } from './transition.ts'
import { isBegun, isHeldUp } from './upload.ts'

export function createQueuePort({
  journal,
  records,
  known,
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
  known: Known
  accounts: Accounts
  providers: Providers
  commands: Pick<ReturnType<typeof createCommands>, 'whenQuiet' | 'retry' | 'move'>
  clock: Clock
  log: Log
  sessionId: string
  pump: () => void
}): QueuePort {
  return {
    enqueue({ accountId, batchId, options: given, titleTemplate, priority, files }, whenTaken) {
      const account = accounts.find(accountId)
      if (!account) throw new FailureError(failure('account.missing'))
      const options = providers.get(account.provider).checkOptions({ ...account.defaults.options, ...given }, clock.now())
      const template = titleTemplate ?? account.defaults.titleTemplate
      journal.transaction(() => {
        const before = files.map((file): EnqueueResult | null => {
          const open = known.open(file, accountId)
          if (open) return { kind: 'queued', uploadId: open.id, isNew: false }
          const receipt = known.receipt(file, accountId, known.proofs(file, accountId, file.sha256))
          return receipt && { kind: 'sent', receiptId: receipt.id, sha256: receipt.sha256 }
        })
        const taken = files.map(({ path, identity, place }, index) => {
          const earlier = before[index]
          if (earlier) return { taken: earlier, upload: null }
          const upload = newUpload({
            kind: 'upload',
            batchId,
            sessionId,
            priority,
            path,
            name: basename(path),
            sealedUrl: null,
            identity,
            place,
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

    // What was taken off the list may come back: until it is gone for good, nothing of its file has changed.
    upload: (id) => records.get(id) ?? journal.removed.get(id),

    fileChanged(id) {
      const upload = records.get(id)
      if (!upload) return
      if (canDo('whenQuiet', upload)) detach(commands.whenQuiet({ ids: [id] }), log, 'a changed file could not be waited for')
      else if (isHeldUp(upload) && canTake(upload, 'retry'))
        detach(commands.retry({ ids: [id] }), log, 'a file that is back was not taken up')
    },

    fileMoved(id, file) {
      const upload = records.get(id)
      if (!upload) return
      const { path, identity, place } = file
      // Bytes of two versions make no file: what has begun keeps the version that it began with.
      const isSame = upload.identity.sizeBytes === identity.sizeBytes && upload.identity.mtimeNs === identity.mtimeNs
      records.amend(id, { path, name: basename(path), place, ...(isSame || !isBegun(upload) ? { identity } : {}) })
      if (isHeldUp(upload) && canTake(upload, 'retry')) records.apply(id, { type: 'retry' })
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
    sentBefore: (file, accountId) => known.receipt(file, accountId) !== null,
    needsContent: (file, accountId) => known.open(file, accountId) === null && known.doubtful(file, accountId).length > 0,
  }
}
