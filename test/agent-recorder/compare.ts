import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundled } from '../../src/backend/agents/catalogue.ts'
import { readObservation } from '../../src/backend/agents/observation.ts'
import type { AgentReading } from '../../src/state/model/agents/agent.ts'
import { observationOf, parseScreen } from '../backend/agents/recorded.ts'
import { type Screen, toText } from './screen.ts'

export interface Compared {
  readonly agent: string
  readonly version: string
  readonly scene: string
  readonly expected: string
  readonly read: string
  readonly choices: string
  readonly isRight: boolean
}

/** How a screen is read, against what the kept one of its scene shows, or else what the scene says. */
export function compare(screen: Screen, fixtures: string): Compared {
  const { agent, version, scene } = screen
  const file = join(fixtures, agent, `${scene}.screen`)
  const kept = existsSync(file) ? parseScreen(file, readFileSync(file, 'utf8')) : undefined
  const fresh = parseScreen(file, toText(screen))
  const { reading } = readObservation(bundled, observationOf(fresh), 0)
  const { state, kind } = kept ?? fresh
  const expected = [agent, state, kind ?? ''].join(' ').trim()
  const read = said(reading)
  return {
    ...{ agent, version, scene, expected, read, isRight: expected === read },
    choices: (reading?.question?.choices ?? [])
      .map(each => `${each.key} ${each.label}`)
      .join(' / '),
  }
}

function said(reading: AgentReading | null): string {
  if (!reading) return 'nobody'
  return [reading.agent, reading.state, reading.question?.kind ?? ''].join(' ').trim()
}

/** The wrong ones first. */
export function toTable(compared: readonly Compared[]): string {
  const head = ['', 'agent', 'version', 'scene', 'expected', 'read', 'choices']
  const rows = compared
    .toSorted((one, other) => Number(one.isRight) - Number(other.isRight))
    .map(each => [
      each.isRight ? 'ok' : 'WRONG',
      ...[each.agent, each.version, each.scene, each.expected, each.read, each.choices],
    ])
  const all = [head, ...rows]
  const widths = head.map((_, at) => Math.max(...all.map(row => row[at]?.length ?? 0)))
  const right = compared.filter(({ isRight }) => isRight).length
  const lines = all.map(row =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return `${lines.join('\n')}\n${right} of ${compared.length} read right\n`
}
