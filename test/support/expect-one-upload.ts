/** @file What must hold of an upload however often it was interrupted. */
import { expect } from 'vitest'
import type { RunningCli } from './cli.ts'
import type { TusServer } from './tus-server.ts'

/** The command ends with 0, and the server has one upload, made by one request, with these bytes. */
export async function expectOneUpload(run: RunningCli, server: TusServer, sha256: string): Promise<void> {
  expect(await run.result).toMatchObject({ code: 0, summary: { done: 1, failed: 0, attention: 0 } })
  expect(server.requestsBy('POST')).toHaveLength(1)
  const [upload, ...others] = await server.uploads()
  expect(others).toEqual([])
  expect(upload?.storedBytes).toBe(upload?.sizeBytes)
  expect(upload && (await server.sha256(upload))).toBe(sha256)
}
