import { describe, expect, it } from 'vitest'
import { createCapabilities } from '../../../../src-main/adapters/tus/capabilities.ts'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import type { HttpAnswer } from '../../../../src-main/engine/ports/http.ts'
import type { TransferJob } from '../../../../src-main/engine/ports/transfer.ts'

const UPLOAD = 'https://one.test/files/1'

function answering(headers: Readonly<Record<string, string>>): HttpAnswer {
  return { status: 204, headers: { 'tus-resumable': '1.0.0', ...headers }, body: '', url: 'https://one.test/files/' }
}

const WITH_CHECKSUMS = answering({ 'tus-extension': 'creation,checksum', 'tus-checksum-algorithm': 'md5,sha1,sha256' })

/** The algorithm for an upload, and the addresses that were asked. */
async function algorithmFor(target: { endpoints: readonly string[]; skipCapabilities?: boolean }, answer: () => HttpAnswer) {
  const asked: string[] = []
  const capabilities = createCapabilities({
    now: () => 0,
    async requestOptions(endpoint) {
      asked.push(endpoint)
      return answer()
    },
  })
  const job = { target, source: { sizeBytes: 1 }, signal: new AbortController().signal } as unknown as TransferJob
  return { algorithm: await capabilities.algorithmFor(UPLOAD, job), asked }
}

describe('the checksum algorithm of an upload', () => {
  it('is the best that the creation address of its host offers', async () => {
    const endpoints = ['https://two.test/files/', 'https://one.test/files/']
    expect(await algorithmFor({ endpoints }, () => WITH_CHECKSUMS)).toEqual({ algorithm: 'sha256', asked: [endpoints[1]] })
  })

  it.each([
    ['its host has no creation address', { endpoints: ['https://two.test/files/'] }],
    ['its server is not asked', { endpoints: ['https://one.test/files/'], skipCapabilities: true }],
  ])('is none, without a request, if %s', async (_case, target) => {
    expect(await algorithmFor(target, () => WITH_CHECKSUMS)).toEqual({ algorithm: null, asked: [] })
  })

  it('is none if the server offers none, or does not answer', async () => {
    const endpoints = ['https://one.test/files/']
    const silent = (): never => {
      throw new FailureError(failure('network.reset', { host: 'one.test' }))
    }
    expect((await algorithmFor({ endpoints }, () => answering({ 'tus-extension': 'creation' }))).algorithm).toBeNull()
    expect((await algorithmFor({ endpoints }, silent)).algorithm).toBeNull()
  })
})
