import { readdirSync, readFileSync } from 'node:fs'
import type { Evidence } from '../../../src/backend/agents/evidence.ts'
import { toLines } from '../../../src/backend/tmux/screen.ts'
import type { AgentState, QuestionKind } from '../../../src/state/model/agents/agent.ts'

const folder = new URL('../../fixtures/agent/', import.meta.url)

/** One recorded screen and what it shows. */
export interface Recorded {
  /** `claude/idle-start`, or `drawn/amp/...`. */
  readonly name: string
  /** The agent whose folder it lies in. */
  readonly agent: string
  readonly drawn: boolean
  readonly program: string
  /** `shell` where the agent has left its pane to one. */
  readonly state: AgentState | 'shell'
  readonly kind: QuestionKind | undefined
  readonly evidence: Evidence
}

/** All screens in test/fixtures/agent, as README.md there describes them. */
export function recorded(): readonly Recorded[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.screen'))
    .toSorted()
    .map(file => parse(file, readFileSync(new URL(file, folder), 'utf8')))
}

function parse(file: string, text: string): Recorded {
  const at = text.indexOf('\n---\n')
  const head = new Map(text.slice(0, at).split('\n').map(field))
  const [state = '', kind] = (head.get('state') ?? '').split(' ')
  const parts = file.split('/')
  return {
    name: file.replace(/\.screen$/, ''),
    agent: parts.at(-2) ?? '',
    drawn: parts[0] === 'drawn',
    program: head.get('program') ?? '',
    state: state as Recorded['state'],
    kind: kind as QuestionKind | undefined,
    evidence: {
      title: head.get('title') ?? '',
      command: head.get('command') ?? '',
      ...(head.has('dead') && { dead: { code: exitCode(head.get('dead') ?? '') } }),
      lines: toLines(Buffer.from(text.slice(at + '\n---\n'.length))),
      quietFor: Number.POSITIVE_INFINITY,
    },
  }
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
