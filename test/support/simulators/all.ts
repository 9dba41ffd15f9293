/** @file Every simulated video host by the name of its provider. */
import { startBunny } from './bunny.ts'
import { startCloudflare } from './cloudflare.ts'
import { startGcore } from './gcore.ts'
import { startMcls } from './mcls.ts'
import { startOmegastream } from './omegastream.ts'
import type { Simulator } from './simulator.ts'
import { startVimeo } from './vimeo.ts'

export const SIMULATORS = {
  cloudflare: startCloudflare,
  gcore: startGcore,
  mcls: startMcls,
  omegastream: startOmegastream,
  bunny: startBunny,
  vimeo: startVimeo,
} as const satisfies Record<string, (options: { directory: string }) => Promise<Simulator>>

export type SimulatedProvider = keyof typeof SIMULATORS

export const SIMULATED_PROVIDERS = Object.keys(SIMULATORS) as readonly SimulatedProvider[]
