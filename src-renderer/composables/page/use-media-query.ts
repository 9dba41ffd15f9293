/** @file Whether a media query matches. */
import { onScopeDispose, type Ref, shallowRef } from 'vue'

export function useMediaQuery(query: string): Readonly<Ref<boolean>> {
  const list = window.matchMedia(query)
  const fits = shallowRef(list.matches)
  const update = (): void => {
    fits.value = list.matches
  }
  list.addEventListener('change', update)
  onScopeDispose(() => list.removeEventListener('change', update))
  return fits
}
