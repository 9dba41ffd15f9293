/** @file Adds links to the queue, from which a host copies by itself. */
import { linkEndingProblem, linkProblem, nameOfLink, redactLink, titleOfLink } from '../../../contract/addresses/link.ts'
import { type Failure, FailureError, failure } from '../../../contract/errors/errors.ts'
import { phrase } from '../../../contract/i18n/phrase.ts'
import type { AddOutcome, ImportItem } from '../../../contract/queue/outcomes.ts'
import type { Parsed } from '../../../contract/requests.ts'
import { fillTitle } from '../../../contract/text/title.ts'
import type { AccountProfile } from '../../accounts/account-profile.ts'
import { throwIfClosing } from '../../closing.ts'
import type { FileIdentity } from '../../files/identity.ts'
import type { Provider } from '../../providers/provider.ts'
import type { QueueDeps } from '../queue-deps.ts'
import type { Records } from '../records.ts'
import type { Upload } from '../upload.ts'
import { emptyOutcome, noteResult, type PendingOutcome } from './add-outcome.ts'
import { oneCallPerBatch } from './batch-queue.ts'
import type { Enqueueing } from './enqueue.ts'

const SLICE = 50

interface Candidate {
  readonly item: ImportItem
  readonly identity: FileIdentity
}

interface Deps
  extends Pick<QueueDeps, 'journal' | 'accounts' | 'providers' | 'secrets' | 'seal' | 'clock' | 'closing' | 'sessionId'> {
  readonly records: Records
  readonly enqueueing: Enqueueing
}

export function createImportIntake(deps: Deps) {
  const { journal, records, accounts, providers, secrets, seal, clock, closing, sessionId } = deps
  const { enqueue, uploadInBatch } = deps.enqueueing

  /**
   * Adds links. Problems of single links are part of the outcome; the rest is added.
   *
   * @throws FailureError `account.noSecureStorage`, or when the account cannot copy from links or the options cannot be used; then nothing was added
   */
  async function add(input: Parsed<'queue.import'>, batchId: string): Promise<AddOutcome> {
    const account = await accounts.resolve(input.destination)
    const provider = providers.get(account.provider)
    if (provider.can.importFrom.length === 0) {
      throw new FailureError(
        failure('host.unsupported', { reason: phrase('{label} cannot copy from links.', { label: provider.label }) }),
      )
    }
    const options = provider.checkOptions({ ...account.defaults.options, ...input.options }, clock.now())
    const outcome = emptyOutcome(batchId)
    await seal.ready()
    let slice: Candidate[] = []
    const seen = new Set<string>()
    const stopWhenClosing = (): void =>
      throwIfClosing(closing, `${outcome.added.length + outcome.resumed.length} links were taken before`)
    const flush = async (): Promise<void> => {
      stopWhenClosing()
      enqueueAll(slice, account, { ...input, options }, outcome)
      slice = []
      await clock.turn()
    }
    for (const item of input.items) {
      stopWhenClosing()
      const problem =
        linkProblem(item.url) ??
        schemeProblem(item.url, provider) ??
        linkEndingProblem(item.url, { label: provider.label, accepts: provider.accepts, anyway: input.anyway ?? false })
      if (seen.has(item.url)) continue
      seen.add(item.url)
      if (problem) outcome.rejected.push({ path: redactLink(item.url), failure: problem })
      else if (slice.push({ item, identity: await identityOf(item.url) }) === SLICE) await flush()
    }
    await flush()
    return outcome
  }

  function enqueueAll(
    candidates: readonly Candidate[],
    account: AccountProfile,
    input: Parsed<'queue.import'>,
    outcome: PendingOutcome,
  ): void {
    const batch = { kind: 'import', batchId: outcome.batchId, priority: 0 } as const
    const atAccount = { accountId: account.id, metadata: {}, options: input.options, chunkBytes: null }
    enqueue(batch, candidates, {
      uploadInBatch: ({ item, identity }) => uploadInBatch(input.batchId, redactLink(item.url), account.id, identity.inode),
      openUpload: ({ item, identity }) => journal.uploads.findOpenLink(redactLink(item.url), account.id, identity.inode),
      resume,
      isAgain: () => input.again,
      receipt: ({ item, identity }) => journal.receipts.ofLink(redactLink(item.url), account.id, identity.inode),
      report: (result, { item }) => noteResult(outcome, redactLink(item.url), result),
      rowOf: ({ item, identity }, index) => ({
        ...atAccount,
        path: redactLink(item.url),
        name: nameOfLink(item.url),
        sealedUrl: seal.seal(item.url),
        identity,
        location: '',
        title: titleFor(item, outcome.added.length + index + 1, account),
        titleTemplate: null,
      }),
    })
  }

  function titleFor({ url, title }: ImportItem, index: number, account: AccountProfile): string | null {
    const template = title ?? account.defaults.titleTemplate
    const facts = { name: titleOfLink(url), folder: new URL(url).hostname, changedAt: clock.now(), index, media: null }
    return template === null ? null : fillTitle(template, facts)
  }

  function resume(open: Upload): void {
    records.amend(open.id, { sessionId })
    if (open.state === 'paused') records.apply(open.id, { type: 'resume' })
    else if (open.state === 'needs-attention' || open.state === 'failed') records.apply(open.id, { type: 'retry' })
  }

  return {
    add: oneCallPerBatch(add),
    /** The link of a row; `null` where it is lost. Earlier versions stored links with a password in secure storage, others in clear. */
    async linkOf({ id, sealedUrl }: Upload): Promise<string | null> {
      if (sealedUrl !== null) return seal.open(sealedUrl)
      return journal.clearText.linkOf(id) ?? (await secrets.get(secretName(id)))
    },
    /** Deletes the link of a deleted row from secure storage, where an earlier version put it. */
    async forget({ id, kind, sealedUrl }: Upload): Promise<void> {
      if (kind === 'import' && sealedUrl === null) await secrets.delete(secretName(id))
    },
  }
}

function secretName(uploadId: string): string {
  return `import:${uploadId}`
}

function schemeProblem(link: string, provider: Provider): Failure | null {
  const scheme = new URL(link).protocol.slice(0, -1)
  if (provider.can.importFrom.some((known) => known === scheme)) return null
  const [first = '', second] = provider.can.importFrom
  const { label } = provider
  const reason =
    second === undefined
      ? phrase('{label} copies from {scheme} links only', { label, scheme: first })
      : phrase('{label} copies from {first} and {second} links only', { label, first, second })
  return failure('import.refused', { link: redactLink(link), reason })
}

/** A link has no size and no date: its identity is a hash of the whole link, which does not reveal a password. */
async function identityOf(link: string): Promise<FileIdentity> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(link))
  const hash = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return { sizeBytes: 0, mtimeNs: '0', inode: hash, device: 'link' }
}
