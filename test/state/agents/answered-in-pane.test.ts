import { expect, test } from 'vitest'
import { asksFirst, isAnsweredInPane } from '../../../src/state/agents/asking.ts'
import { makeQuestion } from '../../../src/state/model/agents/agent.ts'
import { sentence } from '../../../src/state/model/failure.ts'

test('a list that fleetmux cannot answer is not quoted as a question, and the hint is to attach', () => {
  const text = 'cline shows a list: attach to choose'
  const list = makeQuestion({ kind: 'choice', text, choices: [] })
  const asked = { program: 'cline', text: list.text, isInPane: isAnsweredInPane(list) }
  expect(sentence(asksFirst('gpu1', asked))).toBe(
    'gpu1: cline waits for you in the pane, so nothing was typed. (cline shows a list: attach to choose) Attach and answer there: `fleetmux attach TARGET`. To send the text after that: `fleetmux send --queue TARGET TEXT`.',
  )
})

test.each([
  { kind: 'text', choices: [] },
  { kind: 'choice', choices: [{ key: '1', label: 'Yes' }] },
] as const)('a question of kind $kind that fleetmux can answer is quoted', question => {
  const { text, ...rest } = makeQuestion({ ...question, text: 'Go on?' })
  const isInPane = isAnsweredInPane({ text, ...rest })
  expect(asksFirst('gpu1', { program: 'claude', text, isInPane }).what).toBe(
    'claude asks a question in the pane: "Go on?"',
  )
})
