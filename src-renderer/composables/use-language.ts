/** @file The language that a person chose, on the page. */
import { type Ref, watchEffect } from 'vue'
import { useState } from '../state/inject.ts'

/** Returns the direction of reading. */
export function useLanguage(): Readonly<Ref<'ltr' | 'rtl'>> {
  const { settings, language } = useState()
  watchEffect(() => {
    // Until the host has answered it is what the page was shown in last.
    if (settings.app.value) void language.show(settings.values.value.language)
  })
  return language.direction
}
