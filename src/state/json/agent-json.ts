import { needOf } from '../agents/need.ts'
import type { AgentStatus, Question } from '../model/agents/agent.ts'
import type { Pane } from '../model/fleet.ts'

/** The agent in a pane as a JSON document. */
export function agentJson(pane: Pane, status: AgentStatus) {
  const { agent, state, since, seen, source, confidence, rule, code, question } = status
  return {
    pane: pane.id,
    agent,
    state,
    since,
    need: needOf(status),
    seen,
    source,
    confidence,
    rule: rule ?? null,
    code: code ?? null,
    question: question ? questionJson(question) : null,
  }
}

export function questionJson(question: Question) {
  return { ...question, choices: question.choices.map(choiceJson) }
}

function choiceJson({ key, label, current, enter }: Question['choices'][number]) {
  return { key, label, current: current ?? false, ...(enter && { enter }) }
}

export type AgentJson = ReturnType<typeof agentJson>
