import { isShell } from '../../state/agents/program.ts'
import type { AgentReading, Question } from '../../state/model/agent.ts'
import type { Pane } from '../../state/model/fleet.ts'
import { clean } from '../../state/text/clean.ts'
import type { Catalogue } from '../agents/catalogue.ts'
import { readObservation } from '../agents/observation.ts'
import { endOfQuestion } from '../agents/question/line-question.ts'
import { readDraft } from './draft.ts'
import type { PaneSnapshot } from './pane-snapshot.ts'
import { wrappedLine } from './wrapped-line.ts'

/** What a text would meet in a pane, as it was at the moment of the look. */
export interface PaneInput {
  /** The agent's name; '' where there is none that is known. */
  readonly agent: string
  /** What is asked there; null: nothing, as far as can be seen. */
  readonly question: PendingQuestion | null
  /** What stands half written where the text would go; '' nothing, null: it cannot be seen. */
  readonly draft: string | null
  /** Surely ready for the next text: an agent that rests, a shell at an empty prompt. */
  readonly isReady: boolean
}

export interface PendingQuestion {
  /** Who asks. */
  readonly program: string
  readonly rule: string | null
  /** '' where it was not read what for. */
  readonly text: string
}

/** Reads it by the rules that read the states of agents. `known`: the agent that was seen in it before. */
export function readInput(
  sight: PaneSnapshot,
  catalogue: Catalogue,
  known: string | null,
): PaneInput {
  const { agent, reading } = readObservation(catalogue, glanceAt(sight, known), 0)
  const adapter = catalogue.get(agent ?? '') ?? null
  const draft = readDraft(sight, adapter)
  const question = reading ? asked(reading) : askedByLine(sight)
  const isEmpty = draft === '' || (draft === null && adapter !== null)
  const rests = reading ? reading.state === 'idle' : isShell(sight.command)
  return { agent: agent ?? '', question, draft, isReady: question === null && isEmpty && rests }
}

function asked({ agent, state, question, rule }: AgentReading): PendingQuestion | null {
  if (state !== 'waiting') return null
  return { program: agent, rule: rule ?? null, text: question ? wordsOf(question) : '' }
}

function wordsOf({ text }: Question): string {
  return text.split('\n').join(' ')
}

/** A question of a program that is no known agent, at the cursor, with nothing below. */
function askedByLine(sight: PaneSnapshot): PendingQuestion | null {
  const { rows, cursor, command } = sight
  if (rows.slice(cursor.y + 1).some(row => row.trim() !== '')) return null
  const line = wrappedLine(sight)
  // What a person types at a prompt may end like that; it is a draft.
  if (isShell(command) && /^.{0,120}?[$#%❯»] /u.test(line)) return null
  const rule = endOfQuestion(line, true)
  return rule === null ? null : { program: command || 'A program', rule, text: line.trim() }
}

/** Only what the rules ask for is true of it. */
function glanceAt(
  sight: PaneSnapshot,
  known: string | null,
): Parameters<typeof readObservation>[1] {
  const { command, title, said, dead, idle, inked, rows, alternate, inMode } = sight
  const pane: Pane = {
    id: '',
    window: { id: '', index: 0, name: clean('') },
    index: 0,
    active: true,
    width: 0,
    height: 0,
    pid: 0,
    command: clean(command),
    title: clean(title),
    history: 0,
    alternate,
    inMode,
    bracketPaste: false,
    activity: 0,
    ours: false,
    ...(said && { said }),
    ...(dead && { dead: { code: undefined } }),
  }
  return { pane, agent: known, lines: inked ?? rows, moved: -idle * 1000 }
}
