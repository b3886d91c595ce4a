import { resolve } from 'node:path'

/** NODE_COMPILE_CACHE of every program that tests start: each has a home of its own, and would compile all anew. */
export const compileCache = resolve('node_modules/.cache/fleetmux-tests')
