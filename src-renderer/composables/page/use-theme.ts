/** @file Applies the theme of the settings to the page, which follows the system otherwise. */
import { watchEffect } from 'vue'
import { useState } from '../../state/inject.ts'

export function useTheme(): void {
  const { settings } = useState()
  watchEffect(() => {
    const { theme } = settings.values.value
    if (theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
  })
}
