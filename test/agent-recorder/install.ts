import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { RecordedAgent } from './recorded-agent.ts'

export interface Program {
  readonly path: string
  readonly version: string
  /** Its directory, which is no part of what is kept. */
  readonly dir: string
}

/** The newest of an agent, in a directory of its own; a text says why there is none. */
export function installed(dir: string, agent: RecordedAgent): Program | string {
  const own = join(dir, agent.name)
  const path = join(own, 'node_modules', '.bin', agent.bin ?? agent.name)
  try {
    if (!existsSync(path)) install(own, agent.npm)
    return { path, version: versionOf(path), dir }
  } catch (error) {
    const { stderr } = error as { stderr?: string }
    return `cannot be installed or run: ${(stderr ?? String(error)).trim().split('\n').at(0)}`
  }
}

/** Named as `latest`: else npm takes the newest that says it fits this Node. */
function install(dir: string, npm: string): void {
  mkdirSync(dir, { recursive: true })
  const quiet = ['--no-audit', '--no-fund', '--no-progress', '--loglevel=error']
  execFileSync('npm', ['install', '--prefix', dir, ...quiet, `${npm}@latest`], {
    encoding: 'utf8',
    timeout: 600_000,
  })
}

function versionOf(path: string): string {
  const said = execFileSync(path, ['--version'], {
    encoding: 'utf8',
    timeout: 120_000,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return /\d+\.\d+[\w.-]*/.exec(said)?.[0] ?? said.trim()
}
