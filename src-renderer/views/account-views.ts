/** @file Bundles the views of the accounts and of the first steps into one file of the build, as they share their forms. */
export { default as AccountsView } from './AccountsView.vue'
export { default as FirstRunView } from './FirstRunView.vue'
