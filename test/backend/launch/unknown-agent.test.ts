import { expect, test } from 'vitest'
import { createCatalogue } from '../../../src/backend/agents/catalogue.ts'
import type { Connection } from '../../../src/backend/connection/connection.ts'
import { planFor } from '../../../src/backend/launch/agent-plan.ts'
import { expectAgent } from '../../../src/backend/launch/unknown-agent.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'
import { FailureError } from '../../../src/state/model/failure.ts'

const plan = (name: string) => planFor(name, createCatalogue())
const { signal } = new AbortController()
/** This machine by any name; `down` is not reached. */
const reach = (host: string) =>
  host === 'down'
    ? Promise.reject(new FailureError({ kind: 'unreachable', what: 'It is down.' }))
    : Promise.resolve({ transport: { ...createLocal(), host } } as unknown as Connection)
const look = (name: string, hosts: readonly string[]) =>
  expectAgent(plan(name), { hosts, known: plan(name).unknownTo ?? [], reach, signal })

test('an agent that is known is no question', () => {
  expect(plan('claude').unknownTo).toBeUndefined()
  expect(plan('nonesuch').unknownTo).toContain('claude')
})

test('the command of one host tells what else is there, that of several which agents are known', async () => {
  await expect(look('nonesuch', ['a'])).rejects.toThrow(/^a: The agent nonesuch is not installed/)
  await expect(look('nonesuch', ['a', 'b'])).rejects.toThrow(
    /^There is no agent nonesuch\. \(none of a, b has such a command\) Known agents: claude, codex/,
  )
  await expect(look('nonesuch', [])).rejects.toThrow(
    /^There is no agent nonesuch\. Known agents: claude/,
  )
})

test('a command that is there, and a host that does not answer, stand in no way', async () => {
  await expect(look('sleep', ['a'])).resolves.toBeUndefined()
  await expect(look('nonesuch', ['a', 'down'])).resolves.toBeUndefined()
})
