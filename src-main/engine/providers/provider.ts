/** @file The interface of a provider, and the list of all providers. */
import type { OptionChoice, ProviderInfo, ProviderTest } from '../../contract/account.ts'
import { type Failure, FailureError, failure } from '../../contract/errors/errors.ts'
import { type Phrase, phrase } from '../../contract/i18n/phrase.ts'
import type { MediaFacts } from '../../contract/media.ts'
import type { LiveStream } from '../../contract/video.ts'
import type { HttpTimeouts } from '../ports/http.ts'
import type { TusAccess, TusTarget } from '../ports/transfer.ts'
import type { RemoteNote, Upload } from '../queue/upload.ts'
import type { VideoChange, VideoRef, VideoStatus } from './video.ts'

type Values = Readonly<Record<string, string>>

/** An account with access to its secrets; passed to its provider only. */
export interface ProviderAccount {
  readonly id: string
  readonly name: string
  readonly settings: Readonly<Record<string, string>>
  /** The stored value of a secret field, or `null`. @throws FailureError `account.secretUnreadable` or `account.keyUnusable` */
  secret(field: string): Promise<string | null>
}

export interface ProviderContext {
  readonly timeouts: HttpTimeouts
  readonly signal: AbortSignal
  /** Reports the failure of an optional request, which the call survives: a server that demands a pause means all requests. */
  readonly reportFailure?: (problem: Failure) => void
}

/** How long the bytes of a file are on their way, by the limits and the schedule of the settings. */
export interface SendingEstimate {
  readonly seconds: number
  /** By the speed of earlier uploads; otherwise by a cautious guess. */
  readonly measured: boolean
}

/** What `prepare` may read and must note while it creates things at the provider. */
export interface PrepareContext extends ProviderContext {
  /** Of the file, where it can be read; `null` for copies from links. */
  readonly durationSeconds: number | null
  /** For the whole file; `null` for copies from links, which send nothing. */
  readonly expected: SendingEstimate | null
  /**
   * Stores durably what is about to be created at the provider, or was created, before it returns. A second note adds to the
   * first; `made: null` forgets everything.
   */
  note(remote: RemoteNote): void
  /** Whether another upload of Reelay already has this video: two files of one name never share one. */
  isTaken(remoteId: string): boolean
  /** Why the server refused the result of the last `prepare` of this attempt, if it is called again because of that. */
  readonly refused: Failure | null
}

/** A file before anything is created for it at the provider. */
export interface FileFacts {
  readonly name: string
  readonly sizeBytes: number
  /** Container and duration as far as they can be read cheaply. */
  readonly media: Pick<MediaFacts, 'container' | 'durationSeconds'>
}

/** One link to copy from. */
export interface ImportJob {
  readonly uploadId: string
  readonly url: string
  readonly title: string
  readonly options: Readonly<Record<string, string>>
  /** When an attempt began that the end of Reelay interrupted; its video is searched for first. Epoch ms. */
  readonly askedAt: number | null
}

export type ImportResult = { readonly remoteId: string; readonly failure: null } | { readonly failure: Failure }

interface NewLiveStream {
  readonly title: string
  readonly region?: string | undefined
  readonly config?: string | undefined
}

export interface LiveApi {
  /** Where a place is left out, the account's. */
  create(account: ProviderAccount, stream: NewLiveStream, context: ProviderContext): Promise<LiveStream>
  /** @throws FailureError `video.notAttached`, `input.invalid` */
  attach(account: ProviderAccount, id: string, event: string, context: ProviderContext): Promise<void>
  get(account: ProviderAccount, id: string, context: ProviderContext): Promise<LiveStream>
  key(account: ProviderAccount, id: string, context: ProviderContext): Promise<string>
}

/**
 * Calls to the server throw a `FailureError`: `network.*`, `server.*`, `account.signIn` (401), `account.forbidden`,
 * `account.quota`, or what is named below. Error texts contain the provider's own message and never a secret.
 */
export interface Provider extends ProviderInfo {
  /**
   * Validates and normalises what was entered for an account.
   *
   * @param secrets only those that were entered now; others keep their stored value
   * @param stored names of the secret fields that have a stored value
   * @throws FailureError `account.invalid`, naming the field
   */
  checkAccount(
    settings: Readonly<Record<string, string>>,
    secrets: Readonly<Record<string, string>>,
    stored: readonly string[],
  ): Readonly<Record<string, string>>

  /**
   * Moves secrets out of open settings, such as a token in an address, into a secret field.
   * Called before `checkAccount`.
   *
   * @param before the stored settings of an account that is changed
   */
  divide?(settings: Values, secrets: Values, before: Values | null): { readonly settings: Values; readonly secrets: Values }

  /**
   * Signs in at providers with a login: returns the secrets to store instead of what was entered, by the names of their
   * fields. The password itself is never stored.
   */
  exchange?(
    settings: Readonly<Record<string, string>>,
    secrets: Readonly<Record<string, string>>,
    context: ProviderContext,
  ): Promise<Readonly<Record<string, string>>>

  /** Something worth knowing about these settings, or `null`. */
  notice?(settings: Readonly<Record<string, string>>): Phrase | null

  /**
   * Validates and normalises the options of one upload. Gets the time, so that a date in the past is refused.
   *
   * @throws FailureError `input.invalid`, naming the option
   */
  checkOptions(options: Readonly<Record<string, string>>, now: number): Readonly<Record<string, string>>

  /**
   * Why the provider would refuse this file, before anything is created there: size, container, duration. `null` when it is
   * accepted.
   */
  checkFile(
    file: FileFacts,
    account: Pick<ProviderAccount, 'name' | 'settings'>,
    options: Readonly<Record<string, string>>,
  ): Failure | null

  /**
   * How the server of an unfinished upload is called for this account. Some providers sign every request for one video,
   * which is passed where it is known.
   */
  access(account: ProviderAccount, context: ProviderContext, video?: Pick<VideoRef, 'remoteId' | 'remote'>): TusAccess

  /**
   * Where and how this upload is sent. Called for every attempt, so that tokens do not expire. While
   * `upload.uploadUrl` is `null` it creates the video if the provider needs that first, or finds the one of an
   * interrupted attempt, and notes each step before the next. With an `uploadUrl` it creates nothing.
   */
  prepare(account: ProviderAccount, upload: Upload, context: PrepareContext): Promise<TusTarget>

  /**
   * How long the provider keeps an unfinished upload of such a file, ms, if it began now; `null` where that is not known. Lets the
   * engine say before the start that a file will hardly arrive in time.
   */
  lifetimeMs?(
    account: Pick<ProviderAccount, 'settings'>,
    file: Pick<PrepareContext, 'durationSeconds' | 'expected'> & Pick<Upload, 'options'>,
  ): number | null

  /** When the provider drops an unfinished upload, as it says itself, epoch ms; `null` when it says nothing. */
  deadline?(
    account: ProviderAccount,
    video: Pick<VideoRef, 'remoteId' | 'remote'>,
    context: ProviderContext,
  ): Promise<number | null>

  /** The upload address is itself a key: it is never shown. */
  readonly secretUploadUrl: boolean

  /** Most videos of one `status` call. */
  readonly statusBatch: number

  /** After how long without a playable video its processing counts as unknown. */
  readonly unknownAfterMs: number

  /**
   * The processing of videos, by remote id; one that is missing was asked for and not answered about. `null` for providers that
   * do not process. Throws a `PartialStatus` when a request fails after others were answered: what was answered holds, and the
   * failure counts as that of any call. Any other failure is about all videos.
   */
  readonly status:
    | ((
        account: ProviderAccount,
        videos: readonly VideoRef[],
        context: ProviderContext,
      ) => Promise<ReadonlyMap<string, VideoStatus>>)
    | null

  /**
   * The last step after the last byte, such as attaching the video to an event. Called before every poll of a video that is
   * being processed, so it looks first at what it noted; returns what to note about the video. Its video is not done before
   * it succeeds. @throws FailureError `video.notAttached`
   */
  finish?(
    account: ProviderAccount,
    video: VideoRef & { readonly options: Readonly<Record<string, string>> },
    context: ProviderContext,
  ): Promise<Readonly<Record<string, string>>>

  /** Deletes a video, finished or not. `unsupported`: there is no such call, or not for a video in this state. */
  remove?(account: ProviderAccount, video: VideoRef, context: ProviderContext): Promise<'deleted' | 'gone' | 'unsupported'>

  /** Changes title and options of an existing video; returns what to note about it. */
  update?(
    account: ProviderAccount,
    video: VideoRef,
    change: VideoChange,
    context: ProviderContext,
  ): Promise<Readonly<Record<string, string>>>

  /**
   * Lets the provider copy videos from links. Returns one result for each job, in their order; throws only when none was
   * requested. At most `importBatch` jobs a call.
   */
  importFrom?(account: ProviderAccount, jobs: readonly ImportJob[], context: PrepareContext): Promise<readonly ImportResult[]>
  readonly importBatch: number

  readonly live?: LiveApi

  /** What the account has for an option that is `listed`, in the order in which it is shown. */
  choices?(account: ProviderAccount, option: string, context: ProviderContext): Promise<readonly OptionChoice[]>

  /**
   * Calls the service as cheaply as it can be asked whether it accepts this account, and creates nothing. A refusal is thrown.
   */
  test(account: ProviderAccount, context: ProviderContext): Promise<ProviderTest>
}

export interface Providers {
  all(): readonly Provider[]
  /** @throws FailureError `account.invalid` for an unknown name */
  get(id: string): Provider
}

/**
 * @param onFailure called with the account and the failure of every call, and of every optional request that a call survives; the
 *   latter may repeat secrets
 */
export function createProviders(made: readonly Provider[], onFailure: (accountId: string, problem: Failure) => void): Providers {
  const list = made.map((provider) => reportFailures(provider, onFailure))
  const byId = new Map(list.map((provider) => [provider.id, provider]))
  return {
    all: () => list,
    get(id) {
      const provider = byId.get(id)
      if (!provider) {
        const known = [...byId.keys()].join(', ')
        const reason = phrase('There is no provider named “{name}”. Known: {known}.', { name: id, known })
        throw new FailureError(failure('account.invalid', { reason }))
      }
      return provider
    },
  }
}

/** Reports the failures of a provider's calls, whoever made them: they concern every user of the account. */
function reportFailures<T extends object>(provider: T, onFailure: (accountId: string, problem: Failure) => void): T {
  return new Proxy(provider, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (name === 'live' && typeof member === 'object' && member !== null) return reportFailures(member, onFailure)
      if (typeof member !== 'function') return member
      return (...args: unknown[]): unknown => {
        const [account] = args as [{ readonly id?: unknown } | undefined]
        const accountId = account?.id
        if (typeof accountId !== 'string') return member.apply(target, args)
        const reportFailure = (problem: Failure): void => onFailure(accountId, problem)
        const answer: unknown = member.apply(
          target,
          args.map((argument) => (isContext(argument) ? { ...argument, reportFailure } : argument)),
        )
        if (answer instanceof Promise)
          answer.catch((caught: unknown) => {
            if (caught instanceof FailureError) reportFailure(caught.failure)
          })
        return answer
      }
    },
  })
}

const isContext = (argument: unknown): argument is ProviderContext =>
  typeof argument === 'object' && argument !== null && 'signal' in argument && 'timeouts' in argument
