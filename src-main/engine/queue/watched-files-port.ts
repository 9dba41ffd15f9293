/** @file Implements the queue port: watched folders enqueue files, and report changes of files that are in the queue. */
import { basename } from 'node:path'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { canDo } from '../../contract/queue/actions.ts'
import { detach } from '../detach.ts'
import type { CandidateResult, Enqueueing } from './adding/enqueue.ts'
import type { KnownFiles } from './adding/known-files.ts'
import { titled } from './adding/new-upload.ts'
import type { createCommands } from './commands.ts'
import type { QueueDeps } from './queue-deps.ts'
import type { EnqueueResult, QueuePort } from './queue-port.ts'
import type { Records } from './records.ts'
import { canTake } from './transition.ts'
import { isBegun, isBlockedByFile } from './upload.ts'

interface Deps extends Pick<QueueDeps, 'journal' | 'accounts' | 'providers' | 'clock' | 'log'> {
  readonly records: Records
  readonly knownFiles: KnownFiles
  readonly commands: Pick<ReturnType<typeof createCommands>, 'whenQuiet' | 'retry' | 'move'>
  readonly enqueueing: Pick<Enqueueing, 'enqueue'>
  readonly pump: () => void
}

export function createQueuePort(deps: Deps): QueuePort {
  const { journal, records, knownFiles, accounts, providers, commands, clock, log, pump } = deps
  const { enqueue } = deps.enqueueing
  return {
    enqueue({ accountId, batchId, options: requested, titleTemplate, priority, files }, onResults) {
      const account = accounts.find(accountId)
      if (!account) throw new FailureError(failure('account.missing'))
      const options = providers.get(account.provider).checkOptions({ ...account.defaults.options, ...requested }, clock.now())
      const template = titleTemplate ?? account.defaults.titleTemplate
      const batch = { kind: 'upload', batchId, priority } as const
      journal.transaction(() => {
        const results: EnqueueResult[] = []
        enqueue(batch, [...files.entries()], {
          uploadInBatch: () => null,
          openUpload: ([, file]) => knownFiles.openUpload(file, accountId),
          resume: null,
          isAgain: () => false,
          receipt: ([, file]) => knownFiles.receipt(file, accountId, knownFiles.proofs(file, accountId, file.sha256)),
          report: (result, [index]) => {
            results[index] = resultOf(result)
          },
          rowOf: ([index, file]) => ({
            accountId,
            metadata: {},
            options,
            chunkBytes: null,
            path: file.path,
            name: basename(file.path),
            sealedUrl: null,
            identity: file.identity,
            location: file.location,
            ...titled(template, file, index + 1),
          }),
        })
        onResults(results)
      })
    },

    // Also a removed upload that can be restored: until it is deleted, its watched file counts as queued.
    upload: (id) => records.get(id) ?? journal.removed.byIds([id])[0] ?? null,

    fileChanged(id) {
      const upload = records.get(id)
      if (!upload) return
      if (canDo('whenQuiet', upload)) detach(commands.whenQuiet({ ids: [id] }), log, 'a changed file could not be waited for')
      else if (isBlockedByFile(upload) && canTake(upload, 'retry'))
        detach(commands.retry({ ids: [id] }), log, 'a file that is back was not taken up')
    },

    fileMoved(id, file) {
      const upload = records.get(id)
      if (!upload) return
      const { path, identity, location } = file
      // An upload that has begun keeps the identity of its version: bytes of two versions must not be mixed.
      const isSame = upload.identity.sizeBytes === identity.sizeBytes && upload.identity.mtimeNs === identity.mtimeNs
      records.amend(id, { path, name: basename(path), location, ...(isSame || !isBegun(upload) ? { identity } : {}) })
      if (isBlockedByFile(upload) && canTake(upload, 'retry')) records.apply(id, { type: 'retry' })
      pump()
    },

    filePathTaken(id) {
      const upload = records.get(id)
      if (!upload || isBegun(upload) || (upload.state !== 'queued' && upload.state !== 'waiting')) return
      records.apply(id, { type: 'fail', failure: failure('file.missing', { path: upload.path }) })
    },

    moveBefore(ids, anchorId) {
      detach(commands.move({ ids: [...ids], to: { before: anchorId } }), log, 'new files could not be put in their place')
    },

    receipt: (uploadId) => journal.receipts.ofUpload(uploadId),
    sentBefore: (file, accountId) => knownFiles.receipt(file, accountId) !== null,
    needsContent: (file, accountId) =>
      knownFiles.openUpload(file, accountId) === null && knownFiles.uncertainReceipts(file, accountId).length > 0,
  }
}

function resultOf(result: CandidateResult): EnqueueResult {
  if (result.kind === 'sent') return { kind: 'sent', receiptId: result.receipt.id, sha256: result.receipt.sha256 }
  return { kind: 'queued', uploadId: result.upload.id, isNew: result.kind === 'new' }
}
