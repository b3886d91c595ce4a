/* Loaded into the program by NODE_OPTIONS: appends its memory to a file each second, in MiB. */
import { appendFileSync } from 'node:fs'

const path = process.env['FLEETMUX_MEMORY_LOG']
const round = bytes => Math.round(bytes / (1 << 20))

if (path)
  setInterval(() => {
    const { rss, heapUsed, heapTotal, external, arrayBuffers } = process.memoryUsage()
    const line = [rss, heapUsed, heapTotal, external, arrayBuffers].map(round).join(' ')
    appendFileSync(path, `${process.pid} ${Date.now()} ${line}\n`)
  }, 1000).unref()
