import { FailureError } from '../../state/model/failure.ts'

/**
 * The agent's API key from fleetmux's environment. Called at the beginning of a launch, before hosts are contacted.
 * @throws FailureError if the agent needs a key and none is set.
 */
export function agentApiKey(
  name: string | null,
  environment: NodeJS.ProcessEnv,
): Readonly<Record<string, string>> {
  if (name === null) return {}
  const key = environment[name]
  if (key?.trim()) return { [name]: key }
  throw new FailureError({
    kind: 'usage',
    what: `${name} is missing.`,
    why: 'the agent needs this variable on the host, and fleetmux passes it on from your environment',
    hint: `Set the variable before you start fleetmux: \`export ${name}=...\`.`,
  })
}
