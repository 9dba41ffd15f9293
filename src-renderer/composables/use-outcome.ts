/** @file What became of files or links that were added, as a notice. */
import { type Failure, helpOf, titleOf } from '@contract/errors.ts'
import type { AddOutcome, PathProblem } from '@contract/outcomes.ts'
import { useState } from '../state/inject.ts'

export function useOutcome() {
  const { notices } = useState()

  return function reportOutcome(outcome: AddOutcome, noun: 'clip' | 'link'): void {
    const { added, resumed, skipped, rejected, leftOut, warnings } = outcome
    const [sent, verb] = noun === 'clip' ? ['sent', 'sent'] : ['copied', 'copied']
    const parts = [
      added.length > 0 ? `${count(added.length, noun)} added` : '',
      resumed.length > 0 ? `${count(resumed.length, 'unfinished upload')} going on` : '',
      skipped.length > 0 ? `${skipped.length.toLocaleString('en')} already ${sent}` : '',
      rejected.length > 0 ? `${rejected.length.toLocaleString('en')} cannot be ${verb}` : '',
    ].filter((part) => part !== '')
    const told = [
      ...[...rejected, ...leftOut].map((one) => `${whereOf(one)}: ${messageFor(one.failure)}`),
      ...warnings.map((one) => `${whereOf(one)}: ${titleOf(one.failure)}. ${helpOf(one.failure)}`),
    ]
    const problems = told.slice(0, 20)
    notices.say(rejected.length + warnings.length > 0 ? 'problem' : 'info', `${parts.join(', ') || 'Nothing to add'}.`, problems)
  }
}

/** Every path was refused for what was entered with it: nothing was added, and the form can be put right. */
export function refusedInput({ added, resumed, skipped, rejected }: AddOutcome): Failure | null {
  if (added.length + resumed.length + skipped.length > 0) return null
  const [first] = rejected
  return first && rejected.every(({ failure }) => failure.code === 'input.invalid') ? first.failure : null
}

export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}

function whereOf({ path, account }: PathProblem): string {
  return account === undefined ? path : `${path}, to ${account}`
}

function messageFor(failure: Failure): string {
  const { reason } = failure.params
  return failure.code.startsWith('import.') && reason ? `${reason}.` : `${titleOf(failure)}.`
}
