import { join } from 'node:path'
import { defineConfig, type Plugin } from 'rolldown'

/**
 * The chunks that commands begin with, in the order in which they are loaded. Each has these modules and all that they
 * import, except for what an earlier chunk has. All other code is split automatically and loaded when it is needed.
 */
const CHUNKS = {
  start: /\/src\/backend\/program-version\.ts$/,
  cli: /\/src\/cli\/(run|signals)\.ts$/,
  fleet: /\/src\/backend\/compose-fleet\.ts$/,
  hosts: /\/src\/backend\/(run|connections|connection\/transports|agents\/(custom|watch))\.ts$/,
  screen: /\/src\/ui\/(start-screen\.tsx|app\/update\.ts)$/,
}

const BUILTIN = /^import (?:\* as )?([\w$]+)?(?:, )?(?:\{(.*)\})? from "(node:[\w/]+)";$/gm

/**
 * Takes Node's own modules without `import`, which makes Node read each of their exports first. Some of these load
 * further modules: that of `node:process` and `node:util` takes a third of the time in which Node itself starts.
 */
const builtins: Plugin = {
  name: 'builtins',
  renderChunk: code =>
    code.replace(BUILTIN, (_, whole?: string, some?: string, id?: string) =>
      [whole, some && `{${some.replaceAll(' as ', ': ')}}`]
        .filter(Boolean)
        .map(names => `const ${names} = process.getBuiltinModule("${id}");`)
        .join(' '),
    ),
}

export default defineConfig({
  input: 'src/main.ts',
  platform: 'node',
  external: ['react-devtools-core', 'ssh2', /^@secretlint\//],
  plugins: [builtins],
  resolve: { alias: { 'string-width': join(import.meta.dirname, 'src/cli/string-width.cjs') } },
  transform: {
    target: 'node22',
    // Leaves out React's development build, which would be half of the screen's code.
    define: { 'process.env.NODE_ENV': '"production"' },
  },
  output: {
    dir: 'dist',
    chunkFileNames: '[name]-[hash].js',
    codeSplitting: { groups: Object.entries(CHUNKS).map(([name, test]) => ({ name, test })) },
    // Node keeps text in ASCII in half the memory.
    charset: 'ascii',
    // Names are kept for stack traces.
    minify: { compress: true, mangle: false, codegen: true },
  },
})
