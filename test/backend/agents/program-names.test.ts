import { expect, test } from 'vitest'
import { bundled } from '../../../src/backend/agents/catalogue.ts'
import { SHELL } from '../../../src/state/agents/need.ts'
import { isAgent } from '../../../src/state/agents/program.ts'

test('the command of each bundled agent is known as an agent before its pane was read', () => {
  const commands = bundled.adapters
    .filter(({ name }) => name !== SHELL)
    .map(({ name, find }) => find?.commands[0] ?? name)
  expect(commands.filter(command => !isAgent(command))).toEqual([])
})
