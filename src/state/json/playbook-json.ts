import type { PlaybookRow } from '../playbooks/playbook-spec.ts'

/** A playbook as `playbook list --json` and the API tell it. */
export function playbookJson({ host, spec, state, end, question, path }: PlaybookRow) {
  const { version: _, created, ...rest } = spec
  return { host, state, end, question, ...rest, path, createdAt: new Date(created).toISOString() }
}
