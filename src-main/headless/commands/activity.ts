/** @file `reelay activity`: how fast it goes now, and what was sent on each day to which account. */
import type { AccountDay, ActivityNow } from '../../contract/history/activity.ts'
import { dayOf, plusDays } from '../../contract/text/day.ts'
import { counted, formatBytes, formatSpeed } from '../../contract/text/format.ts'
import type { Client } from '../../http-api/client.ts'
import { pastAccountIdOf } from '../account-id.ts'
import { type CommandContext, withClient } from '../attach.ts'
import { EXIT } from '../exit.ts'
import { print, printJson } from '../output/terminal.ts'
import { checkDays } from '../parse.ts'

interface ActivityFlags {
  readonly account?: string
  readonly from?: string
  readonly to?: string
}

/** Without a range, so many days until today. */
const SHOWN_DAYS = 14

export async function activity(context: CommandContext, flags: ActivityFlags): Promise<number> {
  checkDays(flags)
  return withClient(context, async (client) => {
    const to = flags.to ?? dayOf(Date.now())
    const found = await client.request('activity.days', { from: flags.from ?? plusDays(to, 1 - SHOWN_DAYS), to })
    const accountId = flags.account === undefined ? undefined : await accountIn(found.days, client, flags.account)
    const days = found.days.filter((day) => accountId === undefined || day.accountId === accountId)
    const now = await client.request('activity.now', {})
    if (context.json) for (const day of days) printJson({ type: 'activity', ...day })
    else for (const line of linesOf(days, now)) print(line)
    return EXIT.ok
  })
}

/** An account that was removed is named by its id. @throws FailureError `account.unknown` */
async function accountIn(days: readonly AccountDay[], client: Client, idOrName: string): Promise<string> {
  return days.some(({ accountId }) => accountId === idOrName) ? idOrName : await pastAccountIdOf(client, idOrName)
}

/** Each day with its sum, and below it its accounts where there are several. */
function linesOf(days: readonly AccountDay[], { bytesPerSecond }: ActivityNow): readonly string[] {
  const now = bytesPerSecond > 0 ? [`Now ${formatSpeed(bytesPerSecond)}`] : []
  if (days.length === 0) return [...now, 'Nothing was sent in this time.']
  const byDay = Map.groupBy(days, ({ day }) => day)
  return [
    ...now,
    ...[...byDay].flatMap(([day, accounts]) => {
      const [only] = accounts
      if (accounts.length === 1 && only) return [lineOf(day, only, only.accountName)]
      return [
        lineOf(day, sumOf(accounts), 'all accounts'),
        ...accounts.map((one) => lineOf(' '.repeat(10), one, one.accountName)),
      ]
    }),
  ]
}

function sumOf(days: readonly AccountDay[]): Pick<AccountDay, 'bytes' | 'sent' | 'failed'> {
  const sum = (of: (day: AccountDay) => number): number => days.reduce((all, day) => all + of(day), 0)
  return { bytes: sum(({ bytes }) => bytes), sent: sum(({ sent }) => sent), failed: sum(({ failed }) => failed) }
}

function lineOf(day: string, { bytes, sent, failed }: Pick<AccountDay, 'bytes' | 'sent' | 'failed'>, account: string): string {
  const clips = sent > 0 ? `${counted(sent, 'clip')} sent` : ''
  const problems = failed > 0 ? `${failed.toLocaleString('en')} failed` : ''
  return [day, formatBytes(bytes).padStart(8), clips, problems, account].filter((part) => part !== '').join('  ')
}
