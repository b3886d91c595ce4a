import { readdirSync, readFileSync } from 'node:fs'
import type { Evidence } from '../../../src/backend/agents/evidence.ts'
import type { Observation } from '../../../src/backend/agents/observation.ts'
import { toLines } from '../../../src/backend/tmux/screen.ts'
import type { AgentState, QuestionKind } from '../../../src/state/model/agents/agent.ts'
import type { Pane } from '../../../src/state/model/fleet.ts'
import { clean } from '../../../src/state/text/clean.ts'

const folder = new URL('../../fixtures/agent/', import.meta.url)

/** One recorded screen and what it shows. */
export interface Recorded {
  /** `claude/idle-start`, or `drawn/amp/...`. */
  readonly name: string
  /** The agent whose folder it lies in. */
  readonly agent: string
  readonly drawn: boolean
  /** Recorded of the newest version by test/agent-recorder. */
  readonly newest: boolean
  readonly program: string
  /** `shell` where the agent has left its pane to one. */
  readonly state: AgentState | 'shell'
  readonly kind: QuestionKind | undefined
  /** The command lines in the foreground of its terminal, where they were recorded. */
  readonly foreground: readonly string[]
  readonly evidence: Evidence
}

/** All screens in test/fixtures/agent, as README.md there describes them. */
export function recorded(): readonly Recorded[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.screen'))
    .toSorted()
    .map(file => parseScreen(file, readFileSync(new URL(file, folder), 'utf8')))
}

/** As the watch of a host sees it, when it has been quiet for long. */
export function observationOf({ evidence, foreground }: Recorded): Observation {
  const { command, title, lines, cursor, dead } = evidence
  const pane = { command: clean(command), title: clean(title), ours: false, ...(dead && { dead }) }
  return {
    pane: pane as Pane,
    ...{ agent: null, lines, moved: Number.NEGATIVE_INFINITY },
    ...(foreground.length > 0 && { foreground }),
    ...(cursor && { cursor }),
  }
}

export function parseScreen(file: string, text: string): Recorded {
  const at = text.indexOf('\n---\n')
  const rows = text.slice(0, at).split('\n').map(field)
  const head = new Map(rows)
  const [state = '', kind] = (head.get('state') ?? '').split(' ')
  const parts = file.split('/')
  return {
    name: file.replace(/\.screen$/, ''),
    agent: parts.at(-2) ?? '',
    drawn: parts[0] === 'drawn',
    newest: parts[0] === 'newest',
    program: head.get('program') ?? '',
    state: state as Recorded['state'],
    kind: kind as QuestionKind | undefined,
    foreground: rows.flatMap(([name, value]) => (name === 'foreground' ? [value] : [])),
    evidence: {
      title: head.get('title') ?? '',
      command: head.get('command') ?? '',
      ...(head.has('dead') && { dead: { code: exitCode(head.get('dead') ?? '') } }),
      lines: toLines(Buffer.from(text.slice(at + '\n---\n'.length))),
      ...(head.has('cursor') && { cursor: cursorOf(head.get('cursor') ?? '') }),
      quietFor: Number.POSITIVE_INFINITY,
    },
  }
}

/** `12 30`, or `hidden`. */
function cursorOf(word: string): NonNullable<Evidence['cursor']> {
  const [x = 0, y = 0] = word.split(' ').map(Number)
  return word === 'hidden' ? { x: 0, y: 0, visible: false } : { x, y, visible: true }
}

function field(line: string): [string, string] {
  const [, name = '', value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? []
  return [name, value]
}

/** `0`, `signal 9`, or `?` where tmux did not tell. */
function exitCode(word: string): number | undefined {
  const signal = /^signal (\d+)$/.exec(word)?.[1]
  if (signal) return 128 + Number(signal)
  return word === '?' ? undefined : Number(word)
}
