/**
 * @file Whom TLS trusts: the authorities that Node ships, those of the system, and those of a file of the user. Read when
 * the first https host is called, and made into one context that all connections share.
 */
import tls, { type SecureContext } from 'node:tls'
import { Worker } from 'node:worker_threads'
import { FailureError, failure } from '../../contract/errors.ts'
import { isOutOfDescriptors } from '../descriptors.ts'
import { readCaFile, versionOf } from './ca-file.ts'

export interface Trusted {
  readonly context: SecureContext
  /** Why the file of the user is not part of it. */
  readonly problem: string | null
}

export interface Trust {
  /** The same object for as long as nothing has changed. */
  now(): Promise<Trusted>
}

/** A keychain that is locked or slow must not hold up uploads to hosts that do not need it. */
const PATIENCE_MS = 10_000

/** Asking the system takes up to seconds on some, and Node has no way to ask that does not block. */
const ASK = `require('node:worker_threads').parentPort.postMessage(require('node:tls').getCACertificates('system'))`

/**
 * @param caFile path of the user's file, or empty; asked for with every call, so that a change takes effect at once
 */
export function createTrust(caFile: () => string, askSystem: () => Promise<readonly string[]> = systemCertificates): Trust {
  let system: Promise<readonly string[]> | null = null
  let last: { readonly version: string; readonly trusted: Promise<Trusted> } | null = null

  async function build(path: string): Promise<Trusted> {
    system ??= askSystem()
    const fromSystem = await system
    if (fromSystem.length === 0 && isOutOfDescriptors()) {
      system = null
      throw new FailureError(failure('system.files'))
    }
    const ours = [...tls.getCACertificates('default'), ...fromSystem]
    const own = path === '' ? null : await readCaFile(path)
    const ca = [...new Set(own?.kind === 'certificates' ? [...ours, ...own.certificates] : ours)]
    const problem = own?.kind === 'problem' ? `the CA file ${path} could not be used: ${own.reason}` : null
    return { context: tls.createSecureContext({ ca }), problem }
  }

  return {
    async now() {
      const path = caFile()
      const version = path === '' ? '' : `${path} ${await versionOf(path)}`
      if (last?.version !== version) {
        const made = { version, trusted: build(path) }
        last = made
        // What could not be read is read again.
        made.trusted.catch(() => {
          if (last === made) last = null
        })
      }
      return last.trusted
    },
  }
}

/** In a thread of its own. A system that cannot say has none. */
function systemCertificates(): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const worker = new Worker(ASK, { eval: true })
    const timer = setTimeout(() => finish([]), PATIENCE_MS)
    const finish = (certificates: readonly string[]): void => {
      clearTimeout(timer)
      resolve(certificates)
      void worker.terminate()
    }
    worker.on('message', finish)
    worker.on('error', () => finish([]))
    worker.on('exit', () => finish([]))
  })
}
