/** @file The search of the settings, and its injection into the rows and sections of the page. */
import { inEnglish } from '@contract/i18n/i18n.ts'
import { type ComputedRef, computed, type InjectionKey, inject, provide, type Ref, shallowReactive } from 'vue'
import { SECTION_TITLES, SECTIONS, type SectionId, type SettingId, textOf } from './setting-texts.ts'

/** Without case and accents. Upper case first, which turns `ß` into `ss`. */
function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase()
}

function textsOf(id: SettingId): string {
  const { section, name, sentence, synonyms } = textOf(id)
  return [SECTION_TITLES[section], name, sentence, synonyms].join(' ')
}

/** The text that is searched, also in English, in which manuals and other people name a setting. */
function searchTextOf(id: SettingId): string {
  return plain(`${textsOf(id)} ${inEnglish(() => textsOf(id))}`)
}

/**
 * The settings that contain the most words of a text, in name, description, synonyms or section; all of them for an empty text.
 *
 * @param offered the settings that are on the page
 */
function findSettings(text: string, offered: readonly SettingId[]): ReadonlySet<SettingId> {
  const words = plain(text)
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return new Set(offered)
  const scored = offered.map((id) => {
    const searched = searchTextOf(id)
    return { id, found: words.filter((word) => searched.includes(word)).length }
  })
  const best = Math.max(...scored.map(({ found }) => found))
  return new Set(scored.filter(({ found }) => found > 0 && found === best).map(({ id }) => id))
}

interface SettingsSearch {
  /** Registers a setting that is on the page; others are not found. Some depend on the host or on other settings. */
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

/** Outside of a page with a search, everything is shown. */
export function useSearch(): SettingsSearch {
  return inject(key, {
    add: () => {},
    remove: () => {},
    isShown: () => true,
    sections: computed(() => new Set(SECTIONS)),
  })
}
