import { type Failure, FailureError, toFailure } from '../../state/model/failure.ts'
import type { Target } from '../../state/model/target.ts'
import type { SharedHistory } from '../../state/shared-history/shared-history.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { sharedPlace } from '../tmux/command.ts'

/** Records texts sent to sessions that share their history. */
export interface SendNotes {
  submitted(target: Target, text: string): void
  /** Resolves when all records are written. */
  close(): Promise<void>
}

export function createSendNotes(options: {
  readonly client: (host: string) => TmuxClient
  readonly history: () => Promise<SharedHistory>
  readonly failed: (failure: Failure, target: Target) => void
}): SendNotes {
  const open = new Set<Promise<void>>()

  async function note(target: Target, text: string): Promise<void> {
    const place = await placeOf(target)
    if (!place) return
    const history = await options.history()
    await history.append(
      { host: target.host, directory: place.directory },
      { type: 'USER', summary: text, sessionName: `${target.host}/${place.session}` },
    )
  }

  /** null: the session does not share its history, or it has ended since the text was sent. */
  async function placeOf({ host, pane }: Target) {
    try {
      const [answer] = await options.client(host).ask([sharedPlace(pane)])
      return readSharedPlace(String(answer))
    } catch (thrown) {
      if (thrown instanceof FailureError) return null
      throw thrown
    }
  }

  return {
    submitted(target, text) {
      const written = note(target, text)
        .catch(thrown => options.failed(toFailure(thrown, target.host), target))
        .finally(() => open.delete(written))
      open.add(written)
    },
    async close() {
      await Promise.all(open)
    },
  }
}

/** Parses the session's options; null: it does not share its history. */
function readSharedPlace(answer: string) {
  const [, session = '', directory = ''] = /^on ([^\n]*)\n([^\n]*)/.exec(answer) ?? []
  return directory.startsWith('/') ? { session, directory } : null
}
