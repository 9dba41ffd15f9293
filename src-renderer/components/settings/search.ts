/** @file Which settings a text finds, and how the parts of the page know. */
import { inEnglish } from '@contract/i18n.ts'
import { type ComputedRef, computed, type InjectionKey, inject, provide, type Ref, shallowReactive } from 'vue'
import { SECTION_TITLES, SECTIONS, type SectionId, type SettingId, textOf } from './setting-texts.ts'

/** Without case and accents; in capital letters first, of which `ß` has two. */
function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase()
}

function textsOf(id: SettingId): string {
  const { section, name, sentence, synonyms } = textOf(id)
  return [SECTION_TITLES[section], name, sentence, synonyms].join(' ')
}

/** In English too: manuals and answers of others name a setting in it. */
function hayOf(id: SettingId): string {
  return plain(`${textsOf(id)} ${inEnglish(() => textsOf(id))}`)
}

/**
 * Settings in which every word of a text is found, in their names, sentences, synonyms or sections; without any, those in which the
 * most words are found.
 *
 * @param offered the settings that are on the page
 */
export function findSettings(text: string, offered: readonly SettingId[]): ReadonlySet<SettingId> {
  const words = plain(text)
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return new Set(offered)
  const scored = offered.map((id) => {
    const hay = hayOf(id)
    return { id, found: words.filter((word) => hay.includes(word)).length }
  })
  const best = Math.max(...scored.map(({ found }) => found))
  return new Set(scored.filter(({ found }) => found > 0 && found === best).map(({ id }) => id))
}

export interface SettingsSearch {
  /** A setting is on the page: only such are found. Some are not on every host, or only with others. */
  readonly add: (id: SettingId) => void
  readonly remove: (id: SettingId) => void
  readonly isShown: (id: SettingId) => boolean
  readonly sections: ComputedRef<ReadonlySet<SectionId>>
}

const key: InjectionKey<SettingsSearch> = Symbol('settings-search')

export function provideSearch(text: Ref<string>): SettingsSearch {
  const offered = shallowReactive(new Set<SettingId>())
  const found = computed(() => findSettings(text.value, [...offered]))
  const search: SettingsSearch = {
    add: (id) => void offered.add(id),
    remove: (id) => void offered.delete(id),
    isShown: (id) => found.value.has(id),
    sections: computed(() => new Set([...found.value].map((id) => textOf(id).section))),
  }
  provide(key, search)
  return search
}

/** A part that stands alone shows everything. */
export function useSearch(): SettingsSearch {
  return inject(key, {
    add: () => {},
    remove: () => {},
    isShown: () => true,
    sections: computed(() => new Set(SECTIONS)),
  })
}
