import { FailureError, sentence } from '../../state/model/failure.ts'
import { andMore } from '../../state/text/word-list.ts'
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
    return ` fleetmux could not find out whether sessions that were started from a prompt are recorded on ${host}: ${sentence(thrown.failure)}`
  }
}

function words(ids: readonly string[], host: string, called: string): string {
  const [one] = ids
  if (one === undefined) return ''
  const who = andMore(ids, NAMED)
  const isOne = ids.length === 1
  const recorded = isOne ? `The session ${who} is` : `The sessions ${who} are`
  return ` ${recorded} still recorded on ${host}. To record the new host: \`fleetmux reassign ${isOne ? one : host} ${called}\`.`
}
