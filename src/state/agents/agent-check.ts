import type { DetectedAgent } from '../model/agents/host-agents.ts'
import { type Check, makeCheck } from '../model/check.ts'
import { THIS_MACHINE } from '../model/host-config.ts'
import { isInstallable } from './installable.ts'

/** Doctor checks of a host: one for each installed agent, or one that says that no agent is installed. */
export function agentChecks(
  detected: readonly DetectedAgent[],
  host = THIS_MACHINE,
): readonly Check[] {
  const found = detected.filter(({ path }) => path !== null)
  const on = host === THIS_MACHINE ? '' : ` --on ${host}`
  return found.length > 0 ? found.map(each => agentCheck(each, on)) : [noAgent(on)]
}

function noAgent(on: string): Check {
  const found = `none; to install one: \`fleetmux install AGENT${on}\``
  return makeCheck({ name: 'agents', state: 'ok', found })
}

/** `on`: the flag of `install` for the host; empty for this machine. */
function agentCheck({ agent, path, version, state }: DetectedAgent, on: string): Check {
  if (state === 'works')
    return makeCheck({ name: agent, state: 'ok', found: `${version}, ${path}` })
  const found = state === 'broken' ? 'does not start' : 'did not print its version in time'
  const again = isInstallable(agent)
    ? `\`fleetmux install ${agent} --force${on}\``
    : `install ${agent} again`
  const hint = `Try \`${path} --version\`${on && ' on the host'}, or ${again}.`
  return makeCheck({ name: agent, state: 'warn', found: `${path} ${found}`, hint })
}

/** The doctor check about API keys: the names of those that are set. */
export function keyCheck(keys: readonly string[]): Check {
  const found =
    keys.length > 0 ? `${keys.join(', ')} set` : 'none set; agents that are logged in need none'
  return makeCheck({ name: 'agent keys', state: 'ok', found })
}
