/** @file Whether this process can open anything at all: libraries and system services that fail for that reason report another error. */
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
