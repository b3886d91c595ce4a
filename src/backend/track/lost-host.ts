import { FailureError, sentence } from '../../state/model/failure.ts'
import { isEnded } from '../../state/tracked/registry.ts'
import { openRegistry } from '../state-file/registry.ts'

/** Maximum number of session ids that the returned text lists. */
const NAMED = 3

/**
 * Text about tracked sessions (started from prompts) that still belong to a removed or renamed host, and how to
 * reassign them. The text begins with a space; '' if there are no such sessions. The records stay unchanged.
 */
export async function lostHosts(host: string, called = 'HOST'): Promise<string> {
  try {
    const { sessions } = await openRegistry().read()
    const own = [...sessions.values()].filter(each => each.host === host)
    const ids = [...own.filter(each => !isEnded(each.status)), ...own].map(each => each.id)
    return words([...new Set(ids)], host, called)
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    return ` fleetmux could not find out whether tracked sessions refer to ${host}: ${sentence(thrown.failure)}`
  }
}

function words(ids: readonly string[], host: string, called: string): string {
  const [one] = ids
  if (one === undefined) return ''
  const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : ''
  const who = `${ids.slice(0, NAMED).join(', ')}${more}`
  const verb = ids.length === 1 ? 'stands' : 'stand'
  return ` ${who} still ${verb} under ${host}; say where ${ids.length === 1 ? 'it is' : 'they are'} now: \`fleetmux reassign ${ids.length === 1 ? one : host} ${called}\`.`
}
