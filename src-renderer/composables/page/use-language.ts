/** @file Applies the language of the settings to the page. */
import { type Ref, watchEffect } from 'vue'
import { useState } from '../../state/inject.ts'

/** Returns the direction of reading. */
export function useLanguage(): Readonly<Ref<'ltr' | 'rtl'>> {
  const { settings, language } = useState()
  watchEffect(() => {
    // Until the host has answered, the page is in its last language.
    const host = settings.app.value
    if (host) void language.show(settings.values.value.language, host.languages)
  })
  return language.direction
}
