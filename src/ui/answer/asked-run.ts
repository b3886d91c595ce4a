import { makeQuestion, type Question } from '../../state/model/agents/agent.ts'
import { type RunAnswer, type RunAsk, runKey } from '../../state/model/fleet-run.ts'
import type { State } from '../../state/model/state.ts'
import type { AskingRun } from '../../state/runs/run-state.ts'
import { cut } from '../../state/text/text.ts'
import type { AskedQuestion } from '../model/answering.ts'

/** Converts the question of a run to the type of a pane's question, so that one dialog shows both. */
export function freezeRun({ run, ask }: AskingRun): AskedQuestion {
  const { host, id, agent, title } = run
  const { interaction, kind, since } = ask
  return {
    // A run has no pane. This id identifies only its question; keys sent to it would be refused.
    target: { host, server: 'run', pane: JSON.stringify([id, interaction]) },
    run: { host, id, interaction, kind },
    name: `${host}/${cut(title, 40)}`,
    ...{ agent, since, rule: null },
    question: questionOf(ask),
  }
}

export type AskedRun = NonNullable<AskedQuestion['run']>

/** The run's question if it is still open. */
export function askOfRun({ runs }: State, asked: AskedRun): RunAsk | undefined {
  const asks = runs.all.get(runKey(asked))?.digest?.asks ?? []
  return asks.find(({ interaction }) => interaction === asked.interaction)
}

/** Builds the answer for a run from a pressed key or a typed text. */
export function answerOfRun({ kind }: AskedRun, said: { key?: string; text: string }): RunAnswer {
  if (kind === 'input') return { kind: 'answer', text: said.text }
  return said.key === 'y' ? { kind: 'allow' } : { kind: 'deny', reason: 'The user denied this.' }
}

function questionOf({ kind, text, options }: RunAsk): Question {
  if (kind === 'approval') return makeQuestion({ kind: 'permission', text, choices: YES_OR_NO })
  const choices = options.map((label, index) => ({ key: String(index + 1), label }))
  return makeQuestion({ kind: choices.length > 0 ? 'choice' : 'text', text, choices })
}

const YES_OR_NO = [
  { key: 'y', label: 'Allow it once' },
  { key: 'n', label: 'Deny it' },
]
