import type { PlaybookRow } from '../playbooks/playbook-spec.ts'

/** A playbook as a JSON document for `playbook list --json` and the API. */
export function playbookJson({ host, spec, state, end, question, path }: PlaybookRow) {
  const { version: _, created, ...rest } = spec
  return { host, state, end, question, ...rest, path, createdAt: new Date(created).toISOString() }
}
