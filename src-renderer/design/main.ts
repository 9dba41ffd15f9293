/**
 * @file Entry of the page of all parts, at `/design` of the development server; it is in no build of the app. `?theme=dark`, `?dir=rtl` and
 * `?stale` set theme, direction and a lost connection.
 */
import { createApp } from 'vue'
import { provideState } from '../state/inject.ts'
import DesignPage from './DesignPage.vue'
import { ROWS } from './data.ts'
import { createStaticBridge } from './static-bridge.ts'
import '../styles/tokens.css'
import '../styles/base.css'
import '../styles/forms.css'
import '../styles/cards.css'
import '../styles/drop.css'
import '../styles/lists.css'
import './design.css'

const params = new URLSearchParams(location.search)
const root = document.documentElement
const theme = params.get('theme')
if (theme) root.dataset['theme'] = theme
root.dir = params.get('dir') ?? 'ltr'
root.toggleAttribute('data-stale', params.has('stale'))

const app = createApp(DesignPage)
provideState(app, createStaticBridge({ rows: ROWS }))
app.mount('#app')
