#!/usr/bin/env node
// Plain JavaScript that any Node can parse: it says what is wrong where the bundle could not even load.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 22)) {
  process.stderr.write(
    `fleetmux needs Node.js 22.22 or newer, this is ${process.versions.node}. ` +
      'Install a newer Node, or run it from a checkout with `npm start`, which brings its own.\n',
  )
  process.exit(1)
}
await import('../dist/main.js')
