import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

/** Who may import whom. `main.ts` sees both sides; `state` sees nobody. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  state: ['state'],
  // Files and directories of ours that each part writes.
  disk: ['disk', 'state'],
  backend: ['backend', 'state', 'disk'],
  ui: ['ui', 'state'],
  cli: ['cli', 'state', 'disk'],
  server: ['server', 'state', 'disk'],
  // Bundled for a browser: nothing of Node.
  web: ['web', 'state'],
  main: ['main', 'state', 'backend', 'ui', 'cli', 'server'],
}

/** Packages that `state` may use: pure ones, which neither draw nor do IO. */
const PURE = ['lowlight', 'string-width', 'yaml', 'zod']

const root = resolve('src')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter(file => /\.tsx?$/.test(file))
  .map(file => join(root, file))

describe('the arrows of the design', () => {
  test('no folder imports what it may not', () => {
    const wrong = files.flatMap(file =>
      importsOf(file)
        .filter(
          target =>
            target.startsWith('/') &&
            !target.endsWith('.json') &&
            !ALLOWED[folder(file)]?.includes(folder(target)),
        )
        .map(target => `${relative(root, file)} -> ${relative(root, target)}`),
    )
    expect(wrong).toEqual([])
  })

  test('state imports no module of Node and no package that does IO or draws', () => {
    const wrong = files
      .filter(file => folder(file) === 'state')
      .flatMap(file =>
        importsOf(file)
          .filter(target => !target.startsWith('/') && !PURE.includes(target))
          .map(target => `${relative(root, file)} -> ${target}`),
      )
    expect(wrong).toEqual([])
  })

  test('zod is imported as a namespace, or each bundle has all of it, with forty languages', () => {
    const wrong = files.filter(file =>
      /import (type )?\{[^}]*\} from 'zod'/.test(readFileSync(file, 'utf8')),
    )
    expect(wrong.map(file => relative(root, file))).toEqual([])
  })

  test('no file is part of a circle, types counted', () => {
    expect(circles(files, importsOf)).toEqual([])
  })

  test.each(['state', 'ui', 'cli', 'server', 'web'])(
    'the rooms of %s are no circle, types counted',
    part => {
      const inside = files.filter(file => folder(file) === part)
      const rooms = Map.groupBy(inside, file => dirname(file))
      const arrows = (room: string) =>
        (rooms.get(room) ?? []).flatMap(file => importsOf(file).map(dirname))
      expect(circles([...rooms.keys()], arrows)).toEqual([])
    },
  )

  test('the rooms of backend are no circle, types counted', () => {
    const inside = files.filter(file => folder(file) === 'backend')
    const rooms = Map.groupBy(inside, backendRoom)
    const arrows = (room: string) =>
      (rooms.get(room) ?? []).flatMap(file => importsOf(file).map(backendRoom))
    expect(circles([...rooms.keys()], arrows)).toEqual([])
  })
})

/**
 * A room of the backend with the rooms inside it, or a file of the backend's own folder. The channel is a room apart:
 * it stands on the host script, which stands on the words of tmux.
 */
function backendRoom(file: string): string {
  const parts = relative(root, file).split('/')
  const depth = file.startsWith(join(root, 'backend/tmux/channel/')) ? 3 : 2
  return join(root, ...parts.slice(0, depth))
}

function folder(file: string): string {
  const [first = ''] = relative(root, file).split('/')
  return first.replace(/\.tsx?$/, '')
}

/** Absolute paths of our own files, and names of packages. Types count too: they are arrows in a reader's head. */
function importsOf(file: string): readonly string[] {
  const found = imports.get(file) ?? readImports(file)
  imports.set(file, found)
  return found
}

// Every search meets each file again.
const imports = new Map<string, readonly string[]>()

function readImports(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8')
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import '([^']+)'/g,
  )
  return [...found].map(([, one, two, three]) => {
    const name = one ?? two ?? three ?? ''
    return name.startsWith('.') ? resolve(dirname(file), name) : name
  })
}

/** Each circle of the graph once, as the names of all that are part of it (Tarjan). */
function circles(nodes: readonly string[], next: (node: string) => readonly string[]): string[] {
  const known = new Set(nodes)
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const open: string[] = []
  const found: string[] = []

  function visit(node: string): number {
    const at = order.size
    order.set(node, at)
    lowest.set(node, at)
    open.push(node)
    for (const other of new Set(next(node))) {
      if (!known.has(other) || other === node) continue
      const below = order.has(other) ? (open.includes(other) ? order.get(other) : at) : visit(other)
      lowest.set(node, Math.min(lowest.get(node) ?? at, below ?? at))
    }
    if (lowest.get(node) === at) close(node)
    return lowest.get(node) ?? at
  }

  function close(node: string): void {
    const members = open.splice(open.indexOf(node))
    if (members.length > 1)
      found.push(
        members
          .map(each => relative(root, each))
          .sort()
          .join(' <> '),
      )
  }

  for (const node of nodes) if (!order.has(node)) visit(node)
  return found
}
