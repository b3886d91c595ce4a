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
// Not by `import`, which makes Node load all that these modules could give.
const { existsSync, lstatSync, mkdirSync } = process.getBuiltinModule('node:fs')
const { enableCompileCache } = process.getBuiltinModule('node:module')
const { homedir } = process.getBuiltinModule('node:os')
const { join } = process.getBuiltinModule('node:path')

/** A directory for compiled code that no other user can write to; null: there is none. */
function ownCache() {
  const { XDG_CACHE_HOME: given } = process.env
  try {
    const base = given?.startsWith('/') ? given : join(homedir(), '.cache')
    const cache = join(base, 'fleetmux')
    // Not `recursive`: where a file system refuses to create anything (/proc, homes of autofs), Node never returns.
    for (const path of [base, cache]) if (!existsSync(path)) mkdirSync(path, { mode: 0o700 })
    const { uid, mode } = lstatSync(cache)
    return uid === process.getuid?.() && (mode & 0o022) === 0 ? cache : null
  } catch {
    // A home on a read-only disk, or none.
    return null
  }
}

// Compiled once for all later starts. Where nothing can be kept, each start compiles anew.
const cache = process.env.NODE_COMPILE_CACHE ?? ownCache()
if (cache !== null) enableCompileCache(cache)
await import('../dist/main.js')
