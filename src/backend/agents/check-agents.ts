import { agentChecks } from '../../state/agents/agent-check.ts'
import type { HostAgents } from '../../state/model/agents/host-agents.ts'
import { type Check, makeCheck } from '../../state/model/check.ts'
import { FailureError } from '../../state/model/failure.ts'

/** API key variables of agents. Their values are never shown. */
const KEYS = [
  ...['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN', 'CODEX_API_KEY', 'OPENAI_API_KEY'],
  ...['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'AMP_API_KEY', 'COPILOT_GITHUB_TOKEN', 'GH_TOKEN'],
]

/** Checks which agents are installed on this machine and which API keys are set. Never rejects with a failure. */
export async function checkAgents(
  agents: HostAgents,
  names: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<readonly Check[]> {
  return [...(await checksOf(agents, names)), keys(env)]
}

async function checksOf(agents: HostAgents, names: readonly string[]): Promise<readonly Check[]> {
  try {
    return agentChecks(await agents.detect(names))
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    return [makeCheck({ name: 'agents', state: 'warn', found: thrown.failure.what })]
  }
}

function keys(env: NodeJS.ProcessEnv): Check {
  const set = KEYS.filter(name => env[name]?.trim())
  const found = set.length > 0 ? `${set.join(', ')} set` : 'none set; agents may have logins'
  return makeCheck({ name: 'agent keys', state: 'ok', found })
}
