/** @file The language that a person chose, on the page. */
import { watchEffect } from 'vue'
import { useState } from '../state/inject.ts'

export function useLanguage(): void {
  const { settings, language } = useState()
  watchEffect(() => {
    // Until the host has answered it is what the page was shown in last.
    if (settings.app.value) void language.show(settings.values.value.language)
  })
}
