/** @file One lazy chunk for everything that draws plots: the Activity view and the plot in the details of an upload. */
export { default as ActivityView } from '../../views/ActivityView.vue'
export { default as SpeedPlot } from './SpeedPlot.vue'
