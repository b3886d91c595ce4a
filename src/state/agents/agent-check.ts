import type { DetectedAgent } from '../model/agents/host-agents.ts'
import { type Check, makeCheck } from '../model/check.ts'

/** Doctor checks: one for each installed agent, or one that says that no agent is installed. */
export function agentChecks(detected: readonly DetectedAgent[]): readonly Check[] {
  const found = detected.filter(({ path }) => path !== null)
  return found.length > 0 ? found.map(agentCheck) : [NONE]
}

const NONE = makeCheck({
  name: 'agents',
  state: 'ok',
  found: 'none; `fleetmux install AGENT` brings one',
})

function agentCheck({ agent, path, version, state }: DetectedAgent): Check {
  if (state === 'works')
    return makeCheck({ name: agent, state: 'ok', found: `${version}, ${path}` })
  const found = state === 'broken' ? 'does not start' : 'did not print its version in time'
  const hint = `Try \`${path} --version\`, or \`fleetmux install ${agent} --force\`.`
  return makeCheck({ name: agent, state: 'warn', found: `${path} ${found}`, hint })
}

/** The doctor check about API keys: the names of those that are set. */
export function keyCheck(keys: readonly string[]): Check {
  const found = keys.length > 0 ? `${keys.join(', ')} set` : 'none set; agents may have logins'
  return makeCheck({ name: 'agent keys', state: 'ok', found })
}
