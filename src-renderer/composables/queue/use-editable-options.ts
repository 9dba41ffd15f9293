/** @file Which options of an upload can be changed now. */
import { formatDate, t } from '@contract/i18n/i18n.ts'
import { RUNNING, type UploadView } from '@contract/queue/upload.ts'
import { dateOf } from '@contract/text/dates.ts'
import { computed } from 'vue'
import { useState } from '../../state/inject.ts'

const BEFORE_ANYTHING: ReadonlySet<UploadView['state']> = new Set([
  'queued',
  'waiting',
  'paused',
  'needs-attention',
  'failed',
  'cancelled',
])

/** Whether anything exists for the upload at the host. */
export function existsAtHost({ remoteId, uploadUrl, acceptedBytes, state }: UploadView): boolean {
  // What a cancelled upload has at the host is not used when it is sent again.
  if (state === 'cancelled') return false
  return remoteId !== null || uploadUrl !== null || acceptedBytes > 0 || !BEFORE_ANYTHING.has(state)
}

export function useEditableOptions(row: () => UploadView) {
  const { accounts } = useState()
  const provider = computed(() => accounts.providerOf(row().provider))
  const fields = computed(() => (provider.value?.options ?? []).filter(({ later }) => later || !existsAtHost(row())))
  const free = computed(() => !existsAtHost(row()) && (provider.value?.freeOptions ?? false))
  const hasTitle = computed(() => !existsAtHost(row()) || (provider.value?.can.retitle ?? false))

  /** Options that are set, with the labels of the form. */
  const set = computed<readonly (readonly [string, string])[]>(() => {
    const known = provider.value?.options ?? []
    return Object.entries(row().options).map(([name, value]) => {
      const field = known.find((option) => option.name === name)
      const choice = field?.choices?.find((candidate) => candidate.value === value)?.label
      const shown =
        field?.kind === 'boolean' ? (value === 'true' ? t('yes') : t('no')) : field?.kind === 'date' ? dayOf(value) : value
      return [field?.label ?? name, choice ?? shown] as const
    })
  })

  const isAvailable = computed(() => provider.value !== null && (hasTitle.value || fields.value.length > 0 || free.value))
  /** Options cannot be changed while the upload is being sent. */
  const isRunning = computed(() => RUNNING.has(row().state))
  const canEdit = computed(() => isAvailable.value && !isRunning.value)
  const mustPause = computed(() => isAvailable.value && isRunning.value)
  return { fields, free, hasTitle, set, canEdit, mustPause }
}

function dayOf(iso: string): string {
  const date = dateOf(Date.parse(iso))
  if (date === null) return iso
  return formatDate(date, { dateStyle: 'medium', timeStyle: 'short' })
}
