/** @file The columns of the list as grid templates, for three widths of the list. Pure. */
import { lazyTexts, t, tc } from '@contract/i18n/i18n.ts'
import type { Column, Density } from '../../state/preferences.ts'

/** Custom properties with the templates. In a narrower list, columns disappear before names are cut. */
export function columnStyles(columns: readonly Column[], density: Density): Readonly<Record<string, string>> {
  const has = (column: Column): boolean => columns.includes(column)
  const isDense = density === 'dense'
  const time = has('time') ? (isDense ? '124px' : '84px') : ''
  const extra = [has('account') ? '132px' : '', has('size') ? '72px' : '', has('added') ? '110px' : ''].filter(
    (width) => width !== '',
  )
  const widths = (parts: readonly string[]): string => parts.filter((width) => width !== '').join(' ')
  return {
    '--wide': widths(['minmax(0, 1fr)', ...extra, isDense ? '268px' : '284px', time, '52px']),
    '--narrow': widths(['minmax(0, 1fr)', '236px', time && '70px', '52px']),
    '--small': widths(['minmax(0, 1fr)', '180px', time && '62px', '26px']),
    '--wide-name-end': String(2 + extra.length),
    '--stage': time ? 'span 2' : 'span 1',
  }
}

/** The headings of the columns. */
export const COLUMN_NAMES: Readonly<Record<Column, string>> = lazyTexts({
  account: () => t('Account'),
  size: () => t('Size'),
  added: () => tc('column', 'Added'),
  time: () => t('Time left'),
})
