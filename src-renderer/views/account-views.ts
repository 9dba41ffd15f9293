/** @file The accounts and the first steps, which ask for the first of them: one file of the build, as they share their forms. */
export { default as AccountsView } from './AccountsView.vue'
export { default as FirstRunView } from './FirstRunView.vue'
