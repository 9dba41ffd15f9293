/** @file Whether this process can open anything at all: libraries and services that cannot do not say that it is that. */
import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import { exhaustionIn } from '../engine/exhaustion.ts'

export function isOutOfDescriptors(): boolean {
  try {
    closeSync(openSync(devNull, 'r'))
    return false
  } catch (caught) {
    return exhaustionIn(caught) !== null
  }
}
