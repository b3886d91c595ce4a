import { FailureError } from '../../../state/model/failure.ts'
import type { Command } from '../../../state/model/messages/command.ts'
import type { Event } from '../../../state/model/messages/event.ts'
import { acceptFindings } from './secret-allowlist.ts'
import { type Finding, scanCommit } from './secret-scan.ts'
import { takeSnapshot } from './snapshot.ts'

type Accept = Extract<Command, { type: 'accept-secrets' }>

/**
 * Records that the user accepts findings (places that look like secrets) as harmless. First repeats the search in the
 * commit that would be sent.
 * @throws FailureError if one of the places has no finding; nothing is accepted then.
 */
export async function acceptSecrets({ repository, places, branch }: Accept): Promise<Event> {
  const snapshot = await takeSnapshot(repository, { branch }, {})
  try {
    const top = snapshot.uncommitted ?? snapshot.base
    const { findings } = await scanCommit(snapshot.gitDirectory, top, {})
    const chosen = places.flatMap(place => findingsAt(place, findings))
    await acceptFindings(chosen)
    const which = places.map(({ path, line }) => `${path}:${line}`).join(', ')
    return { type: 'did', text: `Accepted as harmless: ${which}.` }
  } finally {
    await snapshot.remove()
  }
}

function findingsAt(
  { path, line }: Accept['places'][number],
  findings: readonly Finding[],
): readonly Finding[] {
  const found = findings.filter(each => each.path === path && each.line === line)
  if (found.length > 0) return found
  const all = findings.map(each => `${each.path}:${each.line}`).slice(0, 10)
  throw new FailureError({
    kind: 'missing',
    what: `Nothing at ${path}:${line} looks like a secret, so nothing was accepted.`,
    why: 'fleetmux checked the files that would be sent; paths are relative to the root of the repository',
    ...(all.length > 0 && { hint: `These lines look like secrets: ${all.join(', ')}.` }),
  })
}
