/**
 * @file The authorities that TLS trusts: those that Node ships, those of the system, and those of a file of the user. Read when
 * the first https server is called, and made into one context that all connections share.
 */
import tls, { type SecureContext } from 'node:tls'
import { Worker } from 'node:worker_threads'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { type DisplayText, phrase } from '../../contract/i18n/phrase.ts'
import { TIMED_OUT, withTimeout } from '../../engine/with-timeout.ts'
import { clock } from '../clock.ts'
import { isOutOfDescriptors } from '../descriptors.ts'
import { readCaFile, versionOf } from './ca-file.ts'

interface Trusted {
  readonly context: SecureContext
  /** Why the file of the user, or the certificates of the system, are not part of it. */
  readonly problem: DisplayText | null
}

export interface Trust {
  /** The same object for as long as nothing has changed. */
  now(): Promise<Trusted>
}

/** A locked or slow keychain must not delay uploads to servers that do not need it. */
const QUERY_TIMEOUT_MS = 10_000
/** Pause after a query of the system that failed. */
const RETRY_PAUSE_MS = 60_000

/** The query takes up to seconds on some systems, and Node has no asynchronous call for it. */
const QUERY_SCRIPT = `require('node:worker_threads').parentPort.postMessage(require('node:tls').getCACertificates('system'))`

/**
 * The certificates of the system are read once. Requests wait for them for a while; a later result is used from then on, and a query
 * that failed is repeated the next time that certificates are needed.
 *
 * @param caFile path of the user's file, or empty; read with every call, so that a change takes effect at once
 */
export function createTrust(
  caFile: () => string,
  readSystem: () => Promise<readonly string[]> = systemCertificates,
  timeoutMs = QUERY_TIMEOUT_MS,
): Trust {
  let query: Promise<readonly string[] | null> | null = null
  /** `null` while the system has not answered. */
  let system: readonly string[] | null = null
  let retryAt = 0
  let last: { readonly version: string; readonly trusted: Promise<Trusted> } | null = null

  /** `null` if there is no result yet, or the last query failed a moment ago. */
  async function querySystem(): Promise<readonly string[] | null> {
    if (performance.now() < retryAt) return null
    query ??= readSystem().then(
      (certificates) => {
        system = certificates
        return certificates
      },
      () => {
        query = null
        retryAt = performance.now() + RETRY_PAUSE_MS
        return null
      },
    )
    const answer = query
    const result = await withTimeout(answer, timeoutMs, clock)
    const certificates = result === TIMED_OUT ? null : result
    // A context that was built without them is built again once they are known.
    if (certificates === null) void answer.then(() => setTimeout(invalidate, query === null ? RETRY_PAUSE_MS : 0).unref())
    return certificates
  }

  const invalidate = (): void => {
    last = null
  }

  async function build(path: string): Promise<Trusted> {
    const ofSystem = system ?? (await querySystem())
    if ((ofSystem === null || ofSystem.length === 0) && isOutOfDescriptors()) {
      query = null
      system = null
      retryAt = 0
      throw new FailureError(failure('system.files'))
    }
    const ours = [...tls.getCACertificates('default'), ...(ofSystem ?? [])]
    const own = path === '' ? null : await readCaFile(path)
    const ca = [...new Set(own?.kind === 'certificates' ? [...ours, ...own.certificates] : ours)]
    const problem =
      own?.kind === 'problem'
        ? phrase('the CA file {path} could not be used: {why}', { path, why: own.reason })
        : ofSystem === null
          ? phrase('the certificates that this system trusts could not be read')
          : null
    return { context: tls.createSecureContext({ ca }), problem }
  }

  return {
    async now() {
      const path = caFile()
      const version = path === '' ? '' : `${path} ${await versionOf(path)}`
      if (last?.version === version) return last.trusted
      const made = { version, trusted: build(path) }
      last = made
      // The next call reads again what could not be read.
      made.trusted.catch(() => {
        if (last === made) last = null
      })
      return made.trusted
    },
  }
}

/** In a thread of its own, which does not keep the process alive. */
function systemCertificates(): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(QUERY_SCRIPT, { eval: true })
    worker.unref()
    worker.on('message', resolve)
    worker.on('error', reject)
    worker.on('exit', () => reject(new Error('the certificates of the system could not be read')))
  })
}
