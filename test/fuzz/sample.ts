import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url))

function read(folder: string, ending: string): string[] {
  return readdirSync(join(fixtures, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith(ending))
    .toSorted()
    .map(name => readFileSync(join(fixtures, folder, name), 'utf8'))
}

function some(found: readonly string[]): readonly [string, ...string[]] {
  const [first = '', ...rest] = found
  return [first, ...rest]
}

/** Screens of real programs, as tmux captured them. */
export const screens = some(read('screen', '.capture'))

/** Screens of real agents, by the programs that they were recorded of. */
export const agentScreens = some(read('agent', '.screen'))
