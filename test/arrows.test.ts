import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

/** Who may import whom. `main.ts` sees both sides; `state` sees nobody. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  state: ['state'],
  backend: ['backend', 'state'],
  ui: ['ui', 'state'],
  cli: ['cli', 'state'],
  server: ['server', 'state'],
  main: ['main', 'state', 'backend', 'ui', 'cli', 'server'],
}

/** Packages that `state` may use: pure ones, which neither draw nor do IO. */
const PURE = ['string-width']

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

  test('there is no circle', () => {
    expect(files.flatMap(file => circle(file))).toEqual([])
  })
})

function folder(file: string): string {
  const [first = ''] = relative(root, file).split('/')
  return first.replace(/\.tsx?$/, '')
}

/** Absolute paths of our own files, and names of packages. Types count too: they are arrows in a reader's head. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import '([^']+)'/g,
  )
  return [...found].map(([, one, two, three]) => {
    const name = one ?? two ?? three ?? ''
    return name.startsWith('.') ? resolve(dirname(file), name) : name
  })
}

/** The first circle through this file, as a path; none: nothing. Types alone make no circle at run time. */
function circle(start: string): string[] {
  const seen = new Set<string>()
  const stack = [[start]]
  for (let path = stack.pop(); path; path = stack.pop()) {
    const last = path.at(-1) ?? ''
    for (const next of runtimeImports(last)) {
      if (next === start) return [[...path, start].map(file => relative(root, file)).join(' -> ')]
      if (!seen.has(next)) {
        seen.add(next)
        stack.push([...path, next])
      }
    }
  }
  return []
}

// Every search for a circle meets most of the files again.
const known = new Map<string, readonly string[]>()

function runtimeImports(file: string): readonly string[] {
  const found = known.get(file) ?? readRuntimeImports(file)
  known.set(file, found)
  return found
}

function readRuntimeImports(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8')
  return [
    ...text.matchAll(/(?:^|\n)\s*(?:import|export)\s(?!type\b)[^;'"]*?from\s+'(\.[^']+)'/g),
  ].map(([, name = '']) => resolve(dirname(file), name))
}
