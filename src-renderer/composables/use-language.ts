/** @file The language that a person chose, on the page. */
import { type Ref, watchEffect } from 'vue'
import { useState } from '../state/inject.ts'

/** Returns the direction of reading. */
export function useLanguage(): Readonly<Ref<'ltr' | 'rtl'>> {
  const { settings, language } = useState()
  watchEffect(() => {
    // Until the host has answered it is what the page was shown in last.
    const host = settings.app.value
    if (host) void language.show(settings.values.value.language, host.languages)
  })
  return language.direction
}
