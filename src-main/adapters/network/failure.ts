/** @file Maps errors of sockets, name resolution and TLS to failures with host and reason. */
import { errorCode } from '../../contract/errors/error-code.ts'
import { type Failure, FailureError, failure, paramOf, withParams } from '../../contract/errors/errors.ts'
import { msg } from '../../contract/i18n/i18n.ts'
import { type DisplayText, phrase, phraseFrom } from '../../contract/i18n/phrase.ts'
import { exhaustionIn, isExhaustion } from '../../engine/exhaustion.ts'
import { isOutOfDescriptors } from '../descriptors.ts'
import { mayBeDenied } from './local-network.ts'
import type { ProxyRoute, Route } from './route.ts'

const CERTIFICATE_REASONS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: msg('it has expired'),
  CERT_NOT_YET_VALID: msg('it is not valid yet'),
  DEPTH_ZERO_SELF_SIGNED_CERT: msg('it is signed by itself, not by an authority this computer trusts'),
  SELF_SIGNED_CERT_IN_CHAIN: msg('it is signed by an authority this computer does not trust'),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: msg('the certificates between it and a trusted authority are missing'),
  UNABLE_TO_GET_ISSUER_CERT: msg('its authority is not known'),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: msg('it is signed by an authority this computer does not know'),
  ERR_TLS_CERT_ALTNAME_INVALID: msg('it belongs to another name'),
  CERT_REVOKED: msg('it was revoked'),
  HOSTNAME_MISMATCH: msg('it belongs to another name'),
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
])

/** The failure of a connection to a proxy. */
export function proxyFailure(caught: unknown, { url }: ProxyRoute): Failure {
  const problem = networkFailure(caught, url)
  if (problem.code === 'network.tls' || isExhaustion(problem)) return problem
  return failure('network.proxy', { proxy: url.host }, { detail: problem.detail })
}

/** Adds the problem of the CA file to the failure of an untrusted certificate: it may be the cause. */
export function withTrustProblem(problem: Failure, trustProblem: DisplayText | null): Failure {
  if (problem.code !== 'network.tls' || trustProblem === null) return problem
  return withParams(problem, { reason: phrase('{reason}; {also}', { reason: paramOf(problem, 'reason'), also: trustProblem }) })
}

/**
 * The failure behind an error of Node's HTTP client.
 *
 * @param via the proxy through which the request went, if any
 * @param platform only macOS has `network.localDenied`
 */
export function networkFailure(caught: unknown, url: URL, via: Route = null, platform = process.platform): Failure {
  if (caught instanceof FailureError) return caught.failure
  const exhaustion = exhaustionIn(caught) ?? hiddenExhaustion(caught)
  if (exhaustion) return exhaustion
  if (via && hadNoConnection(caught)) return proxyFailure(caught, via)
  const host = url.host
  const { code, message, syscall, address } = firstError(caught)
  if (code in CERTIFICATE_REASONS)
    return failure('network.tls', { host, reason: phraseFrom(CERTIFICATE_REASONS[code] ?? message) }, { detail: code })
  if (isTls(code, message))
    return failure('network.tls', { host, reason: phrase('it does not speak TLS as it should') }, { detail: message })
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_FAIL')
    return failure('network.dns', { host: url.hostname }, { detail: code })
  if (mayBeDenied(code, address, platform)) return failure('network.localDenied', { host }, { detail: code })
  // An error of `read` or `write` is one of an open connection: the server may have received everything, so it is not unreachable.
  if (UNREACHABLE.has(code) && syscall !== 'read' && syscall !== 'write')
    return failure('network.unreachable', { host }, { detail: code })
  if (code.startsWith('HPE_')) return failure('server.notTus', { host, reason: phrase('not HTTP') }, { detail: message })
  return failure('network.reset', { host }, { detail: code || message })
}

/** Without free file descriptors name resolution fails, too, and its error does not mention the cause. */
function hiddenExhaustion(caught: unknown): Failure | null {
  const { code, syscall } = firstError(caught)
  const isName = syscall.startsWith('getaddrinfo') || code.startsWith('EAI_') || code === 'ENOTFOUND'
  return isName && isOutOfDescriptors() ? failure('system.files', {}, { detail: code }) : null
}

/** Whether the name was not resolved or no connection was made, so that nothing of the request can have arrived. */
function hadNoConnection(caught: unknown): boolean {
  const { code, syscall } = firstError(caught)
  return syscall === 'connect' || syscall.startsWith('getaddrinfo') || code === 'ENOTFOUND'
}

function isTls(code: string, message: string): boolean {
  return code === 'EPROTO' || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || message.includes('SSL routines')
}

/** For a name with several addresses Node throws one error that contains an error for each. */
function firstError(caught: unknown): { code: string; message: string; syscall: string; address: string } {
  const error = caught instanceof AggregateError && caught.errors.length > 0 ? (caught.errors[0] as unknown) : caught
  const syscall = error instanceof Error && 'syscall' in error ? String(error.syscall) : ''
  const address = error instanceof Error && 'address' in error ? String(error.address) : ''
  return { code: errorCode(error), address, message: error instanceof Error ? error.message : String(error), syscall }
}
