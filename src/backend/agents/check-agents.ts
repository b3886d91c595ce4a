import { agentChecks, keyCheck } from '../../state/agents/agent-check.ts'
import type { HostAgents } from '../../state/model/agents/host-agents.ts'
import { type Check, makeCheck } from '../../state/model/check.ts'
import { FailureError, sentence } from '../../state/model/failure.ts'
import { KEYS } from './install/agent-keys.ts'

/**
 * Checks which agents are installed on this machine and which API keys are set. A failed search becomes a warning among
 * the checks.
 */
export async function checkAgents(
  agents: HostAgents,
  names: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<readonly Check[]> {
  const keys = KEYS.filter(name => env[name]?.trim())
  return [...(await checksOf(agents, names)), keyCheck(keys)]
}

async function checksOf(agents: HostAgents, names: readonly string[]): Promise<readonly Check[]> {
  try {
    return agentChecks(await agents.detect(names))
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    const found = sentence({ ...thrown.failure, host: undefined })
    return [makeCheck({ name: 'agents', state: 'warn', found })]
  }
}
