/**
 * @file Entry of the page of all parts, at `/design` of the server for development; no build of the app has it. `?theme=dark`, `?dir=rtl` and
 * `?stale` show it otherwise.
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

const asked = new URLSearchParams(location.search)
const root = document.documentElement
const theme = asked.get('theme')
if (theme) root.dataset['theme'] = theme
root.dir = asked.get('dir') ?? 'ltr'
root.toggleAttribute('data-stale', asked.has('stale'))

const app = createApp(DesignPage)
provideState(app, createStaticBridge({ rows: ROWS }))
app.mount('#app')
