/** @file Starts Windows once for all tests there. */
import type { TestProject } from 'vitest/node'
import { type Machine, startMachine } from './machine.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    windows: Machine
  }
}

let stop = async (): Promise<void> => {}

export async function setup(project: TestProject): Promise<void> {
  const started = await startMachine()
  project.provide('windows', started.machine)
  stop = started.stop
}

export function teardown(): Promise<void> {
  return stop()
}
