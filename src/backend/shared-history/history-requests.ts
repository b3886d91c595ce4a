import { hostname } from 'node:os'
import { sentence, toFailure } from '../../state/model/failure.ts'
import type { DirectCommand } from '../../state/model/messages/direct-command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { SharedHistory } from '../../state/shared-history/shared-history.ts'
import { cleanName } from '../../state/text/clean.ts'

/** Carries out the requests of the history screen. */
export function createHistoryRequests(
  open: () => Promise<SharedHistory>,
  directoryOf: (host: string, pane: string) => Promise<string>,
): (command: Extract<DirectCommand, { type: 'ask-history' }>) => Promise<Event> {
  return async ({ host, ask: { pane, path, turn } }) => {
    try {
      const directory = pane === undefined ? path : await directoryOf(host, pane)
      const reading = await (await open()).read({ host, directory })
      const answer = {
        ...{ turn, entries: reading.entries, directory: cleanName(reading.directory) },
        failure: reading.failure ? sentence(reading.failure) : null,
        ...(reading.isCut && { isCut: true as const }),
        here: cleanName(hostname()),
      }
      return { type: 'history-answered', host, answer }
    } catch (thrown) {
      const refused = sentence(toFailure(thrown, host))
      return { type: 'history-answered', host, answer: { turn, refused } }
    }
  }
}
