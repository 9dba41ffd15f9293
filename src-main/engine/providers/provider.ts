/** @file What a video host must be able to do for Reelay, and the list of hosts that can. */
import type { ConnectionTest, ProviderInfo } from '../../contract/account.ts'
import { type Failure, FailureError, failure } from '../../contract/errors.ts'
import type { Links, LiveStream, ProcessingState } from '../../contract/video.ts'
import type { MediaFacts } from '../files/open-files.ts'
import type { HttpTimeouts } from '../ports/http.ts'
import type { TusAccess, TusTarget } from '../ports/transfer.ts'
import type { RemoteNote, Upload } from '../queue/upload.ts'

type Values = Readonly<Record<string, string>>

/** An account with access to its secrets; handed to its provider only. */
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
}

/** What `prepare` may read and must write down while it makes things at the host. */
export interface PrepareContext extends ProviderContext {
  /**
   * Stores durably what is about to be made at the host, or was made there, before it returns. A second note adds to the
   * first; `made: null` forgets everything.
   */
  note(remote: RemoteNote): void
  /** Whether another upload of Reelay already has this video: two files of one name never share one. */
  isTaken(remoteId: string): boolean
  /** Why the host refused what the last `prepare` of this same attempt gave out, if that is why it is asked again. */
  readonly refused: Failure | null
}

/** A video at the host, as much as its provider needs to know of it. */
export interface VideoRef {
  readonly remoteId: string
  /** What the provider noted about it. */
  readonly remote: Readonly<Record<string, string>>
  /** When the last byte arrived, or the copy was asked for; epoch ms. */
  readonly sentAt: number
  readonly title: string
}

/** How far the host is with a video. */
export interface VideoStatus {
  /** `gone`: the host does not know it (any more). */
  readonly state: Exclude<ProcessingState, 'unknown'> | 'gone'
  readonly percent: number | null
  /** The host's own word for its state. */
  readonly words: string
  readonly parts: readonly { readonly name: string; readonly percent: number }[]
  readonly links: Links
  /** The host's own reason: for `failed` what went wrong, otherwise a warning. */
  readonly reason: string | null
  /** Size of the file in the host's books, where it says it: compared with what was sent. */
  readonly sizeBytes: number | null
}

/** A file before anything is made for it at the host. */
export interface FileFacts {
  readonly name: string
  readonly sizeBytes: number
  /** Container and duration as far as they can be read cheaply. */
  readonly media: MediaFacts
}

/** One link to copy from. */
export interface ImportJob {
  readonly uploadId: string
  readonly url: string
  readonly title: string
  readonly options: Readonly<Record<string, string>>
  /** When an earlier try was under way as Reelay ended; its video is looked for first. Epoch ms. */
  readonly askedAt: number | null
}

export type ImportResult = { readonly remoteId: string; readonly failure: null } | { readonly failure: Failure }

/** What changes at a video that is there already. */
export interface VideoChange {
  /** Only when it changes. */
  readonly title?: string
  /** Only the options that change; an empty text takes an option back to the host's default. */
  readonly options: Readonly<Record<string, string>>
}

export interface LiveHost {
  create(account: ProviderAccount, title: string, context: ProviderContext): Promise<LiveStream>
  get(account: ProviderAccount, id: string, context: ProviderContext): Promise<LiveStream>
  key(account: ProviderAccount, id: string, context: ProviderContext): Promise<string>
}

/**
 * Calls that reach the host throw a `FailureError`: `network.*`, `server.*`, `account.signIn` (401), `account.forbidden`,
 * `account.quota`, or what is named below. Error texts hold the host's own words and never a secret.
 */
export interface Provider extends ProviderInfo {
  /**
   * Checks what was entered for an account and brings it into one form.
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
   * Takes what is secret out of open settings, such as a token in an address, and makes it the value of a secret field.
   * Called before `checkAccount`.
   *
   * @param before the settings that are stored, of an account that is changed
   */
  divide?(settings: Values, secrets: Values, before: Values | null): { readonly settings: Values; readonly secrets: Values }

  /**
   * Turns what was entered into what is kept, for hosts with a login: answers the secrets to store instead, by the names
   * of their fields. The password itself is then stored nowhere.
   */
  exchange?(
    settings: Readonly<Record<string, string>>,
    secrets: Readonly<Record<string, string>>,
    context: ProviderContext,
  ): Promise<Readonly<Record<string, string>>>

  /** Something worth knowing about these settings, or `null`. */
  notice?(settings: Readonly<Record<string, string>>): string | null

  /**
   * Checks the options of one upload and brings them into one form. Knows the date, so that a date in the past is refused.
   *
   * @throws FailureError `input.invalid`, naming the option
   */
  checkOptions(options: Readonly<Record<string, string>>, now: number): Readonly<Record<string, string>>

  /**
   * Why the host would refuse this file, before anything is made there: size, container, duration. `null` when nothing
   * speaks against it.
   */
  checkFile(
    file: FileFacts,
    account: Pick<ProviderAccount, 'name' | 'settings'>,
    options: Readonly<Record<string, string>>,
  ): Failure | null

  /**
   * How the host of an unfinished upload is spoken to for this account. Some hosts sign every request for one video, which
   * is given where it is known.
   */
  access(account: ProviderAccount, context: ProviderContext, video?: Pick<VideoRef, 'remoteId' | 'remote'>): TusAccess

  /**
   * Where and how this upload is sent. Called for every attempt, so that what can expire is made anew. While
   * `upload.uploadUrl` is `null` it makes the video at the host if the host needs that first, or finds the one that an
   * interrupted attempt has made, and notes each step before the next. With an `uploadUrl` it makes nothing.
   */
  prepare(account: ProviderAccount, upload: Upload, context: PrepareContext): Promise<TusTarget>

  /** The upload address is itself a key: it is shown nowhere. */
  readonly secretUploadUrl: boolean

  /** How many videos one `status` call may ask for. */
  readonly statusBatch: number

  /** After how long without a playable video its processing counts as unknown. */
  readonly unknownAfterMs: number

  /**
   * How far the host is with videos, by remote id; one that is left out is asked for again later. `null` for hosts that
   * do not process.
   */
  readonly status:
    | ((
        account: ProviderAccount,
        videos: readonly VideoRef[],
        context: ProviderContext,
      ) => Promise<ReadonlyMap<string, VideoStatus>>)
    | null

  /**
   * What is left to do at the host after the last byte, such as attaching the video to an event. Called until it succeeds;
   * answers what to note about the video. @throws FailureError `video.notAttached`
   */
  finish?(
    account: ProviderAccount,
    video: VideoRef & { readonly options: Readonly<Record<string, string>> },
    context: ProviderContext,
  ): Promise<Readonly<Record<string, string>>>

  /** Deletes a video, finished or not. `unsupported`: the host has no such call, or not for a video in this state. */
  remove?(account: ProviderAccount, video: VideoRef, context: ProviderContext): Promise<'deleted' | 'gone' | 'unsupported'>

  /** Changes title and options of a video that is there; answers what to note about the video. */
  update?(
    account: ProviderAccount,
    video: VideoRef,
    change: VideoChange,
    context: ProviderContext,
  ): Promise<Readonly<Record<string, string>>>

  /**
   * Lets the host copy videos from links. Answers one result for each job, in their order; throws only when none was
   * asked for. At most `importBatch` jobs a call.
   */
  importFrom?(account: ProviderAccount, jobs: readonly ImportJob[], context: PrepareContext): Promise<readonly ImportResult[]>
  readonly importBatch: number

  readonly live?: LiveHost

  test(account: ProviderAccount, context: ProviderContext): Promise<ConnectionTest>
}

export interface Providers {
  all(): readonly Provider[]
  /** @throws FailureError `account.invalid` for an unknown name */
  get(id: string): Provider
}

/** @param hear is told of every call to a host that failed, and for which account */
export function createProviders(
  made: readonly Provider[],
  hear: (accountId: string, problem: Failure) => void = () => {},
): Providers {
  const list = made.map((provider) => heard(provider, hear))
  const byId = new Map(list.map((provider) => [provider.id, provider]))
  return {
    all: () => list,
    get(id) {
      const provider = byId.get(id)
      if (!provider) {
        const reason = `There is no provider named “${id}”. Known: ${[...byId.keys()].join(', ')}.`
        throw new FailureError(failure('account.invalid', { reason }))
      }
      return provider
    },
  }
}

/** The same provider; what a host answers to one of its calls, whoever made it, may matter to all who ask that host. */
function heard<T extends object>(provider: T, hear: (accountId: string, problem: Failure) => void): T {
  return new Proxy(provider, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (name === 'live' && typeof member === 'object' && member !== null) return heard(member, hear)
      if (typeof member !== 'function') return member
      return (...given: unknown[]): unknown => {
        const answer: unknown = member.apply(target, given)
        const [account] = given as [{ readonly id?: unknown } | undefined]
        if (answer instanceof Promise && typeof account?.id === 'string') noteFailure(answer, account.id, hear)
        return answer
      }
    },
  })
}

function noteFailure(answer: Promise<unknown>, accountId: string, hear: (accountId: string, problem: Failure) => void): void {
  answer.catch((caught: unknown) => {
    if (caught instanceof FailureError) hear(accountId, caught.failure)
  })
}
