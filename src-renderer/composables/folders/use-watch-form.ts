/** @file The state of the form for the rules of a watched folder, new or existing. */
import { type Failure, failureFrom } from '@contract/errors/errors.ts'
import { t } from '@contract/i18n/i18n.ts'
import type { Input } from '@contract/requests.ts'
import type { WatchRules, WatchView } from '@contract/watch.ts'
import { computed, reactive, readonly, shallowRef, watch } from 'vue'
import {
  changedFolded,
  type DraftField,
  type DraftProblems,
  draftOf,
  fieldOfRefusal,
  isFolded,
  newDraft,
  readDraft,
} from '../../components/folders/watch-draft.ts'
import { defaultAccountId } from '../../state/accounts.ts'
import { useState } from '../../state/inject.ts'
import { useUploadOptions } from '../add/use-upload-options.ts'

export type WatchForm = ReturnType<typeof useWatchForm>

export function useWatchForm() {
  const { accounts, watches } = useState()
  const draft = reactive(newDraft(''))
  const path = shallowRef('')
  const watched = shallowRef<WatchView | null>(null)
  const refusal = shallowRef<Failure | null>(null)
  /** Missing input is reported from the first submit on, not while the form is still being filled in. */
  const isSubmitted = shallowRef(false)
  const busy = shallowRef(false)
  const accountId = computed(() => draft.accountId)
  const uploads = useUploadOptions(accountId)

  const read = computed(() => readDraft(draft))
  /** The entered rules; `null` while any input is invalid. */
  const rules = computed<WatchRules | null>(() => {
    if (!('rules' in read.value)) return null
    const { title, options } = uploads.changes.value
    return { ...read.value.rules, titleTemplate: title ?? null, options }
  })

  const refusedField = computed<DraftField | null>(() => (refusal.value ? fieldOfRefusal(refusal.value.code) : null))
  const problems = computed<DraftProblems>(() => {
    if (!isSubmitted.value) return {}
    const missingPath = path.value === '' ? { path: t('Choose a folder.') } : {}
    return 'problems' in read.value ? { ...read.value.problems, ...missingPath } : missingPath
  })

  /** The input of the preview; `null` while there is nothing to preview. */
  const previewInput = computed<Input<'watch.preview'> | null>(() => {
    if (rules.value === null) return null
    if (watched.value) return { id: watched.value.id, rules: rules.value }
    return path.value.trim() === '' ? null : { path: path.value.trim(), rules: rules.value }
  })

  function resetUploads(of: Pick<WatchRules, 'options' | 'titleTemplate'>): void {
    uploads.reset()
    uploads.values.value = { ...uploads.values.value, ...of.options }
    if (of.titleTemplate !== null) uploads.title.value = of.titleTemplate
  }

  // A refusal does not apply to changed input.
  watch([path, read, uploads.changes], () => {
    refusal.value = null
  })

  return {
    draft,
    path,
    uploads,
    previewInput,
    problems,
    busy: readonly(busy),
    refusal: readonly(refusal),
    watched: readonly(watched),
    /** The refusal, if it is about a field. */
    failureAt: (field: DraftField): Failure | null => (refusedField.value === field ? refusal.value : null),
    /** A refusal that is about no field of the form. */
    otherRefusal: computed(() => (refusedField.value === null ? refusal.value : null)),
    isFoldedWrong: computed(() => Object.keys(problems.value).some((field) => isFolded(field as DraftField))),
    changedFolded: computed(() => changedFolded(draft)),

    begin(view: WatchView | null, startPath = ''): void {
      watched.value = view
      path.value = view?.path ?? startPath
      Object.assign(draft, view ? draftOf(view.rules) : newDraft(defaultAccountId(accounts.list.value)))
      const isGone = accounts.loaded.value && !accounts.list.value.some(({ id }) => id === draft.accountId)
      if (isGone) draft.accountId = ''
      resetUploads(view?.rules ?? { options: {}, titleTemplate: null })
      refusal.value = null
      isSubmitted.value = false
    },

    /** Another account has other options. */
    chooseAccount(id: string): void {
      draft.accountId = id
      resetUploads({ options: {}, titleTemplate: null })
    },

    refuse(failure: Failure): void {
      refusal.value = failure
    },

    /** Starts watching, or stores the changed rules; `null` after a problem, which the form shows. */
    async save(): Promise<WatchView | null> {
      isSubmitted.value = true
      if (busy.value || rules.value === null || previewInput.value === null) return null
      busy.value = true
      try {
        if (watched.value) return await watches.update({ id: watched.value.id, rules: rules.value })
        return await watches.add({ path: path.value.trim(), rules: rules.value })
      } catch (caught) {
        refusal.value = failureFrom(caught)
        return null
      } finally {
        busy.value = false
      }
    },
  }
}
