/** @file Which settings a text finds, and how the parts of the page know. */
import { type ComputedRef, computed, type InjectionKey, inject, provide, type Ref, shallowReactive } from 'vue'
import { SECTIONS, SETTING_TEXTS, type SectionId, type SettingId, type SettingText } from './setting-texts.ts'

/** Without case and accents; `ß` and the like as they are written without. */
function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

function hayOf({ section, name, sentence, synonyms }: SettingText): string {
  const title = SECTIONS.find(([id]) => id === section)?.[1] ?? ''
  return plain([title, name, sentence, synonyms].join(' '))
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
    const hay = hayOf(SETTING_TEXTS[id])
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

const key: InjectionKey<SettingsSearch> = Symbol('settings search')

export function provideSearch(text: Ref<string>): SettingsSearch {
  const offered = shallowReactive(new Set<SettingId>())
  const found = computed(() => findSettings(text.value, [...offered]))
  const search: SettingsSearch = {
    add: (id) => void offered.add(id),
    remove: (id) => void offered.delete(id),
    isShown: (id) => found.value.has(id),
    sections: computed(() => new Set([...found.value].map((id) => SETTING_TEXTS[id].section))),
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
    sections: computed(() => new Set(SECTIONS.map(([id]) => id))),
  })
}
