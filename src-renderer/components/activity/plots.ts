/** @file What draws plots, loaded as one: the details of an upload and the Activity view come with the same file. */
export { default as ActivityView } from '../../views/ActivityView.vue'
export { default as SpeedPlot } from './SpeedPlot.vue'
