#!/usr/bin/env node
import { mkdirSync } from 'node:fs'
import module from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

// Plain JavaScript that any Node can parse: it says what is wrong where the bundle could not even load.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 22)) {
  process.stderr.write(
    `fleetmux needs Node.js 22.22 or newer, this is ${process.versions.node}. ` +
      'Install a newer Node, or run it from a checkout with `npm start`, which brings its own.\n',
  )
  process.exit(1)
}
// Compiled once for all later starts. Where nothing can be written, each compiles anew.
const cache = process.env.XDG_CACHE_HOME?.startsWith('/')
  ? process.env.XDG_CACHE_HOME
  : join(homedir(), '.cache')
try {
  mkdirSync(join(cache, 'fleetmux'), { recursive: true, mode: 0o700 })
} catch {
  // A home on a read-only disk: Node reports nothing either.
}
module.enableCompileCache(process.env.NODE_COMPILE_CACHE ?? join(cache, 'fleetmux'))
await import('../dist/main.js')
