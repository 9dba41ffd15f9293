/** @file Entry of the interface: picks the bridge of its host and starts the app. */
import { createApp } from 'vue'
import App from './App.vue'
import { createElectronBridge } from './bridge/electron-bridge.ts'
import { createHttpBridge, signIn } from './bridge/http-bridge.ts'
import { provideState } from './state/inject.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/forms.css'
import './styles/cards.css'
import './styles/settings.css'

const bridge = window.reelay ? createElectronBridge(window.reelay) : createHttpBridge(await signIn())
const app = createApp(App)
provideState(app, bridge)
app.mount('#app')
