import { type Failure, FailureError, sentence, toFailure } from '../../state/model/failure.ts'
import type { Target } from '../../state/model/target.ts'
import type { SharedHistory } from '../../state/shared-history/shared-history.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { sharedPlace } from '../tmux/command.ts'

/** Records the texts that are sent to sessions which share their history. */
export interface SendNotes {
  submitted(target: Target, text: string): void
  /** Resolves when all sent texts so far are recorded in the shared history. */
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
    try {
      await history.append(
        { host: target.host, directory: place.directory },
        { type: 'USER', summary: text, sessionName: `${target.host}/${place.session}` },
      )
    } catch (thrown) {
      throw thrown instanceof FailureError ? unrecorded(thrown.failure) : thrown
    }
  }

  /**
   * The session's name and directory. null: the session does not share its history, or has ended since the text was
   * sent.
   */
  async function placeOf({ host, pane }: Target) {
    try {
      const [answer] = await options.client(host).ask([sharedPlace(pane)])
      return readSharedPlace(String(answer))
    } catch (thrown) {
      const { failure } = thrown instanceof FailureError ? thrown : { failure: null }
      if (!failure) throw thrown
      // 'missing': the session has ended since the text was sent.
      if (failure.kind === 'missing') return null
      throw new FailureError({
        ...failure,
        what: 'The text was sent, but fleetmux could not find out whether the session shares its history.',
        ...(!failure.why && { why: failure.what }),
        hint: 'If the session shares its history, add the text by hand: `fleetmux history add HOST:DIRECTORY TEXT`.',
      })
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

function unrecorded(failure: Failure): FailureError {
  return new FailureError({
    ...failure,
    what: 'The text was sent, but not recorded in the shared history of its project on the host.',
    why: sentence({ ...failure, host: undefined, hint: undefined }),
  })
}

/**
 * Parses the answer to `sharedPlace`: the session's option `@fleetmux_history`, its name, and the directory of the
 * pane. null: the session does not share its history.
 */
function readSharedPlace(answer: string) {
  const [, session = '', directory = ''] = /^on ([^\n]*)\n([^\n]*)/.exec(answer) ?? []
  return directory.startsWith('/') ? { session, directory } : null
}
