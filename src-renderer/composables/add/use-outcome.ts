/** @file Shows a notice about the outcome of adding files or links. */
import { type Failure, helpOf, paramOf, titleOf } from '@contract/errors/errors.ts'
import { formatList, t, tn } from '@contract/i18n/i18n.ts'
import { textOf } from '@contract/i18n/phrase.ts'
import type { AddOutcome, PathProblem } from '@contract/queue/outcomes.ts'
import { useState } from '../../state/inject.ts'

type Noun = 'clip' | 'link'

/** How many problems a notice lists. */
const MAX_LISTED = 20

export function useOutcome() {
  const { notices } = useState()

  return function reportOutcome(outcome: AddOutcome, noun: Noun): void {
    const { rejected, leftOut, warnings } = outcome
    const lines = (): readonly string[] => [
      ...[...rejected, ...leftOut].map((problem) =>
        t('{where}: {what}', { where: whereOf(problem), what: reasonOf(problem.failure) }),
      ),
      ...warnings.map((problem) =>
        t('{where}: {what}', { where: whereOf(problem), what: `${sentenceOf(problem.failure)} ${helpOf(problem.failure)}` }),
      ),
    ]
    notices.say(
      rejected.length + warnings.length > 0 ? 'problem' : 'info',
      () => outcomeMessage(outcome, noun),
      () => lines().slice(0, MAX_LISTED),
    )
  }
}

/** `2 clips added, 1 already sent.` */
function outcomeMessage({ added, resumed, skipped, rejected }: AddOutcome, noun: Noun): string {
  const parts = [
    added.length === 0 ? '' : addedMessage(added.length, noun),
    resumed.length === 0 ? '' : tn(resumed.length, '{n} unfinished upload going on', '{n} unfinished uploads going on'),
    skipped.length === 0 ? '' : skippedMessage(skipped.length, noun),
    rejected.length === 0 ? '' : rejectedMessage(rejected.length, noun),
  ].filter((part) => part !== '')
  return parts.length === 0 ? t('Nothing to add.') : t('{what}.', { what: formatList(parts, 'unit') })
}

/** The failure of all paths, if every one was refused for what was entered with it: nothing was added, and the form can be corrected. */
export function refusedInput({ added, resumed, skipped, rejected }: AddOutcome): Failure | null {
  if (added.length + resumed.length + skipped.length > 0) return null
  const [first] = rejected
  return first && rejected.every(({ failure }) => failure.code === 'input.invalid') ? first.failure : null
}

function addedMessage(n: number, noun: Noun): string {
  return noun === 'clip' ? tn(n, '{n} clip added', '{n} clips added') : tn(n, '{n} link added', '{n} links added')
}

function skippedMessage(n: number, noun: Noun): string {
  return noun === 'clip' ? tn(n, '{n} already sent', '{n} already sent') : tn(n, '{n} already copied', '{n} already copied')
}

function rejectedMessage(n: number, noun: Noun): string {
  return noun === 'clip'
    ? tn(n, '{n} cannot be sent', '{n} cannot be sent')
    : tn(n, '{n} cannot be copied', '{n} cannot be copied')
}

function whereOf({ path, account }: PathProblem): string {
  return account === undefined ? path : t('{path}, to {account}', { path, account })
}

const sentenceOf = (failure: Failure): string => t('{what}.', { what: titleOf(failure) })

function reasonOf(failure: Failure): string {
  const reason = failure.code.startsWith('import.') ? textOf(paramOf(failure, 'reason')) : ''
  return reason === '' ? sentenceOf(failure) : t('{what}.', { what: reason })
}
