import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import { runtimeDirectory } from '../files/runtime-directory.ts'
import { closeMasters } from './close-masters.ts'
import { closeLogins } from './login-record.ts'

/**
 * Ends the ssh masters (shared ssh connections) that fleetmux opened, also at a ControlPath of the user's, and reports
 * their hosts. Masters that the user opened are not touched.
 */
export async function closeConnections({
  host,
}: Extract<Command, { type: 'close-masters' }>): Promise<Event> {
  const closed = [
    ...(await closeMasters(runtimeDirectory(), host)),
    ...(await closeLogins(runtimeDirectory(), host)),
  ]
  const names = [
    ...new Set(closed.map(each => each.host ?? each.address ?? 'an unknown host')),
  ].sort()
  const none =
    host === undefined
      ? 'No ssh connection was open.'
      : `fleetmux had opened no connection to ${host}.`
  return {
    type: 'did',
    text: names.length === 0 ? none : `Closed the connection to ${names.join(', ')}.`,
  }
}
