/** What shows where there is nothing to show: one file, fetched when it happens. */
export { Missing } from './Missing'
export { NoChannel } from './NoChannel'
