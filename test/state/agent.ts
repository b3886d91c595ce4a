import {
  type AgentReading,
  makeQuestion,
  type QuestionText,
} from '../../src/state/model/agents/agent.ts'
import type { Message } from '../../src/state/model/messages/step.ts'
import { target } from './fleet.ts'

/** What the backend tells of agents, for tests. */

export const DEPLOY = makeQuestion({
  kind: 'permission',
  text: 'Deploy to production?',
  choices: [
    { key: '1', label: 'Yes', current: true },
    { key: '2', label: 'No' },
    { key: 'y', label: 'Yes, always' },
  ],
})
export const NAME = makeQuestion({
  kind: 'text',
  text: 'What shall it be called?',
  choices: [],
})

export function reads(
  host: string,
  pane: number,
  state: AgentReading['state'],
  more: Partial<AgentReading> = {},
): Message {
  const reading: AgentReading = {
    agent: 'claude',
    state,
    source: 'screen',
    confidence: 0.9,
    rule: 'permission-box',
    ...more,
  }
  const trace = [
    { source: 'title', rule: 'spinner', saw: 'no spinner in "claude"', state: null },
    { source: 'screen', rule: 'permission-box', saw: 'Deploy to production?', state },
  ] as const
  return { type: 'agent', target: target(host, pane), reading, trace }
}

export function asks(host: string, pane: number, question: QuestionText = DEPLOY): Message {
  return reads(host, pane, 'waiting', { question: makeQuestion(question) })
}
