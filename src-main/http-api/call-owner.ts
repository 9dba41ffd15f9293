/**
 * @file One call to the owner of a data folder, on a connection of its own. First the owner proves that it wrote the server file, within
 * a few seconds and in a few bytes; only then the token is sent, on the same connection, so that no other process can answer
 * in between. The answer may take as long as the work does: a connection that ends is how a caller learns that the owner is gone.
 */
import { once } from 'node:events'
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import { isProof, newNonce, proofOf, serverEnd } from './proof.ts'
import type { ServerFile } from './server-file.ts'

const PROOF_TIMEOUT_MS = 3_000
const MAX_PROOF_BYTES = 1_024

interface OwnerCall {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: unknown
}

/** The answer, whatever its status. @throws Error when the owner cannot be reached, or did not write the server file */
export async function callOwner(serverFile: ServerFile, { method, path, body }: OwnerCall): Promise<IncomingMessage> {
  const agent = new OneConnection()
  try {
    await verifyOwner(serverFile, agent)
    const headers = { authorization: `Bearer ${serverFile.token}`, ...(method === 'POST' ? JSON_BODY : {}) }
    const call = request(new URL(path, serverFile.address), { agent, method, headers })
    call.end(method === 'POST' ? JSON.stringify(body ?? {}) : undefined)
    const answer = await answerTo(call)
    answer.once('close', () => agent.destroy())
    return answer
  } catch (caught) {
    agent.destroy()
    throw caught
  }
}

/** Whether the process that wrote a server file listens at its address. */
export async function isOwner(serverFile: ServerFile): Promise<boolean> {
  const agent = new OneConnection()
  try {
    await verifyOwner(serverFile, agent)
    return true
  } catch {
    return false
  } finally {
    agent.destroy()
  }
}

const JSON_BODY = { 'content-type': 'application/json' } as const

/** Makes one connection in its life: what was proven on it holds for what is sent on it. */
class OneConnection extends Agent {
  #made = false

  constructor() {
    super({ keepAlive: true, maxSockets: 1 })
  }

  override createConnection(
    ...[options, callback]: Parameters<Agent['createConnection']>
  ): ReturnType<Agent['createConnection']> {
    if (this.#made) {
      callback?.(new Error('the owner closed the connection'), null as never)
      return undefined
    }
    this.#made = true
    return super.createConnection(options, callback)
  }
}

async function verifyOwner({ address, proofKey }: ServerFile, agent: Agent): Promise<void> {
  const nonce = newNonce()
  const call = request(new URL('/proof', address), { agent, method: 'POST', headers: JSON_BODY })
  const timer = setTimeout(() => call.destroy(new Error('the proof takes too long')), PROOF_TIMEOUT_MS)
  try {
    call.end(JSON.stringify({ nonce }))
    const answer = await answerTo(call)
    const expected = proofOf(proofKey, nonce, serverEnd(answer.socket, 'caller'))
    const { proof } = JSON.parse(await shortText(answer)) as { readonly proof?: unknown }
    if (!isProof(proof, expected)) throw new Error('another process listens there')
  } finally {
    clearTimeout(timer)
  }
}

async function answerTo(call: ClientRequest): Promise<IncomingMessage> {
  const [answer] = (await once(call, 'response')) as [IncomingMessage]
  // Later errors reach the caller through the answer.
  call.on('error', () => {})
  return answer
}

async function shortText(answer: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of answer) {
    text += String(chunk)
    if (text.length > MAX_PROOF_BYTES) throw new Error('the answer is too long')
  }
  return text
}
