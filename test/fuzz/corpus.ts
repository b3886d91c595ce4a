import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Inputs that once broke a promise, by the reader that they broke. */
export interface Case {
  readonly reader: string
  /** What it did. */
  readonly why: string
  readonly input: string
}

const directory = fileURLToPath(new URL('corpus', import.meta.url))

/** One file a reader: a list of cases as JSON. */
export function readCorpus(): readonly Case[] {
  const files = readdirSync(directory).filter(name => name.endsWith('.json'))
  return files.toSorted().flatMap(name => {
    const cases: readonly Case[] = JSON.parse(readFileSync(join(directory, name), 'utf8'))
    return cases
  })
}
