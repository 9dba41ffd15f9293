/** @file The theme that a person chose, on the page. Without a choice the page follows the system. */
import { watchEffect } from 'vue'
import { useState } from '../state/inject.ts'

export function useTheme(): void {
  const { settings } = useState()
  watchEffect(() => {
    const { theme } = settings.values.value
    if (theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
  })
}
