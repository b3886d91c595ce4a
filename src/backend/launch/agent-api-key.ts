import { FailureError } from '../../state/model/failure.ts'

/**
 * The environment that the agent needs of ours: its key, looked for before anything else is done.
 * @throws FailureError where it needs one and there is none.
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
    why: 'the agent needs it there, and it is taken from your environment',
    hint: `Set it first: export ${name}=...`,
  })
}
