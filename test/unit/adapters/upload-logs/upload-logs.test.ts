import { describe, expect, it } from 'vitest'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import { bodyOf, type HttpCall } from '../../../../src-main/engine/ports/http.ts'
import { redact } from '../../../../src-main/engine/redact.ts'
import { memoryUploadLogs } from '../../../support/fakes.ts'

const CALL: HttpCall = {
  method: 'PATCH',
  url: 'https://user:secret1@tus.test/files/abcdef?token=secret2#secret3',
  headers: { authorization: 'Bearer secret4', 'Upload-Offset': '512' },
  body: bodyOf('0123456789'),
  signal: new AbortController().signal,
  timeouts: { connectMs: 1, stallMs: 1, answerMs: 1 },
}
const ANSWER = {
  status: 204,
  headers: { 'upload-offset': '522', 'x-request-id': 'r-1', 'set-cookie': 'secret5', 'x-key': 'secret6' },
  body: 'secret7',
  url: CALL.url,
}

describe('the log of an upload', () => {
  it('has a line for each request: method, status, time, offset and request id, and no secret', async () => {
    const logs = memoryUploadLogs(() => 0)
    const http = logs.logged({ call: async () => ANSWER })
    await logs.during(['one'], 'an attempt', async () => void (await http.call(CALL)))
    expect(logs.read('one')).toMatch(
      /PATCH https:\/\/tus\.test\/files\/abcdef, 10 bytes from 512: 204, upload-offset 522, x-request-id r-1 after \d+ ms/,
    )
    expect(logs.read('one')).not.toMatch(/secret\d/)
  })

  it.each([
    ['https://tus.test/files/0123456789abcdef?token=secret2', 'https://tus.test/…cdef'],
    ['//tus.test/files/0123456789abcdef', 'https://tus.test/…cdef'],
    ['/files/0123456789abcdef#secret2', 'https://tus.test/…cdef'],
    ['0123456789abcdef?token=secret2', 'https://tus.test/…cdef'],
    ['../other/0123456789abcdef', 'https://tus.test/…cdef'],
    ['upload:0123456789abcdef', '…'],
    ['https://', '…'],
  ])('shortens the address of an upload however a server writes it: %s', async (location, shown) => {
    const logs = memoryUploadLogs(() => 0, redact)
    const answer = { ...ANSWER, status: 201, headers: { location } }
    const http = logs.logged({ call: async () => answer })
    const create = { ...CALL, method: 'POST', url: 'https://tus.test/files/' } as const
    await logs.during(['one'], 'an attempt', async () => void (await http.call(create)))
    expect(logs.read('one')).toContain(`: 201, location ${shown} after`)
    expect(logs.read('one')).not.toMatch(/456789ab|secret\d/)
  })

  it('states why a request failed and how much of it was sent', async () => {
    const logs = memoryUploadLogs(() => 0)
    const http = logs.logged({
      call({ onSent }) {
        onSent?.(7)
        throw new FailureError(failure('network.stalled', { host: 'tus.test' }, { detail: 'no bytes moved' }))
      },
    })
    const attempt = logs.during(['one'], 'an attempt', () => http.call(CALL))
    await expect(attempt).rejects.toMatchObject({ failure: { code: 'network.stalled' } })
    expect(logs.read('one')).toMatch(/: network\.stalled \(no bytes moved\), 7 bytes sent after \d+ ms/)
    expect(logs.read('one')).toMatch(/an attempt ends after/)
  })

  it('contains its own requests although many uploads run at once, and none that belongs to no upload', async () => {
    const logs = memoryUploadLogs(() => 0)
    const http = logs.logged({ call: async () => ANSWER })
    const send = async (name: string): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10))
      await http.call({ ...CALL, url: `https://tus.test/${name}` })
    }
    await Promise.all([...['a', 'b', 'c'].map((name) => logs.during([name], 'an attempt', () => send(name))), send('none')])
    for (const name of ['a', 'b', 'c']) expect(logs.read(name).match(/tus\.test\/\w+/g)).toEqual([`tus.test/${name}`])
    expect(logs.read('none')).toBe('')
  })

  it('keeps a text of a server on one line, and is not written any more once it is removed', async () => {
    const logs = memoryUploadLogs(() => 0)
    await logs.during(['one'], 'an attempt', async () => logs.note('one', () => 'first\n1970-01-01T00:00:00.000Z  second'))
    expect(logs.read('one').trimEnd().split('\n')).toHaveLength(3)
    await logs.during(['one'], 'an attempt', async () => logs.remove('one'))
    expect(logs.read('one')).toBe('')
  })

  it('creates and redacts no line for an upload without a running task, as most of a long list are', async () => {
    const worked: string[] = []
    const logs = memoryUploadLogs(
      () => 0,
      (text) => {
        worked.push(`clean ${text}`)
        return text
      },
    )
    const note = (id: string): void =>
      logs.note(id, () => {
        worked.push(`line of ${id}`)
        return id
      })
    note('one')
    await logs.during(['one'], 'an attempt', async () => {
      worked.length = 0
      note('two')
      expect(worked).toEqual([])
      note('one')
      expect(worked).toEqual(['line of one', 'clean one'])
      logs.remove('one')
      worked.length = 0
    })
    note('one')
    expect(worked).toEqual([])
  })
})
