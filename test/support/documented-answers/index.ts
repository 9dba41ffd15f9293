/**
 * @file Every answer that a provider reads: its schema, a complete documented sample, what the call needs of it, and the call
 * itself, made by the real provider against a host that answers with the sample.
 */
import * as bunny from './bunny.ts'
import * as cloudflare from './cloudflare.ts'
import * as gcore from './gcore.ts'
import * as mcls from './mcls.ts'
import * as omegastream from './omegastream.ts'
import type { ProviderName, ReadAnswer } from './shared.ts'
import * as vimeo from './vimeo.ts'

/** Modules that export schemas of answers; every one of them must be in the table. */
export const SCHEMA_MODULES: Readonly<Record<ProviderName, readonly object[]>> = {
  cloudflare: cloudflare.MODULES,
  gcore: gcore.MODULES,
  mcls: mcls.MODULES,
  omegastream: omegastream.MODULES,
  bunny: bunny.MODULES,
  vimeo: vimeo.MODULES,
}

export const ANSWERS: readonly ReadAnswer[] = [
  ...cloudflare.ANSWERS,
  ...gcore.ANSWERS,
  ...mcls.ANSWERS,
  ...omegastream.ANSWERS,
  ...bunny.ANSWERS,
  ...vimeo.ANSWERS,
]
