import { FailureError } from '../state/model/failure.ts'
import { paneKey, type Scrollback } from '../state/model/live-pane.ts'
import type { Command } from '../state/model/messages/command.ts'
import type { Event } from '../state/model/messages/event.ts'
import type { Target } from '../state/model/target.ts'
import { sameTarget } from '../state/targets/target.ts'

/** Reads panes over the channel to their host: our own channel, or that of another fleetmux process. */
export interface PaneReads {
  /**
   * Reads the screen of a pane and the newest `lines` lines of its scrollback. Rejects with a FailureError after
   * `deadline` milliseconds at the latest.
   */
  read(
    target: Target,
    options: { readonly lines: number; readonly joined?: boolean },
    deadline: number,
  ): Promise<Scrollback>
  /** Must be called with every event of the backend, since the answers arrive as events. */
  heard(event: Event): void
}

interface Read extends PromiseWithResolvers<Scrollback> {
  readonly target: Target
}

export function createPaneReads(run: (command: Command) => void): PaneReads {
  const open = new Set<Read>()
  /**
   * The newest read of each pane, for which the next one waits. The event with an answer names the pane but not the
   * request, so a pane is read by one request at a time.
   */
  const turns = new Map<string, Promise<unknown>>()

  async function ask(
    target: Target,
    options: { readonly lines: number; readonly joined?: boolean },
    deadline: number,
  ): Promise<Scrollback> {
    const read: Read = { target, ...Promise.withResolvers<Scrollback>() }
    open.add(read)
    const timer = setTimeout(() => read.reject(late(target.host, deadline)), deadline)
    run({ type: 'history', target, ...options })
    try {
      return await read.promise
    } finally {
      clearTimeout(timer)
      open.delete(read)
    }
  }

  return {
    read(target, options, deadline) {
      const key = paneKey(target)
      const next = (turns.get(key) ?? Promise.resolve()).then(() => ask(target, options, deadline))
      const over = next.then(
        () => {},
        () => {},
      )
      turns.set(key, over)
      void over.then(() => {
        if (turns.get(key) === over) turns.delete(key)
      })
      return next
    },
    heard(event) {
      for (const read of open) {
        if (event.type === 'history' && sameTarget(event.target, read.target))
          read.resolve({ lines: event.lines, above: event.above })
        else if (event.type === 'failed' && isAbout(event, read.target))
          read.reject(new FailureError(event.failure))
      }
    },
  }
}

function isAbout({ about }: Extract<Event, { type: 'failed' }>, target: Target): boolean {
  return about !== undefined && 'pane' in about && sameTarget(about, target)
}

function late(host: string, deadline: number): FailureError {
  return new FailureError({
    kind: 'late',
    host,
    what: 'The screen of the pane could not be read.',
    why: `tmux on the host did not answer within ${deadline / 1000} s`,
    hint: `Try again. If it fails again, test the host: \`fleetmux hosts test ${host}\`.`,
  })
}
