import { FailureError } from '../../../model/failure.ts'
import type { Dialect, Reading } from '../../dialect.ts'
import { compact } from '../shared/debug-line.ts'
import { createSpoken } from '../shared/spoken.ts'

/** An agent that only prints text: every line is part of its message. Only the exit code shows success. */
export function createText(): Dialect {
  const spoken = createSpoken()
  let lines = ''

  function say(line: string): Reading {
    const delta = lines === '' ? line : `\n${line}`
    lines += delta
    return { events: spoken.add('message', delta) }
  }

  return {
    begin: () => [],
    read: value => say(compact(value)),
    readText: (line, source) => (source === 'stdout' ? say(line) : null),
    decide: refuse,
    sent: () => ({ events: [] }),
    say: refuse,
    interrupt: () => [],
    end: () => ({ events: spoken.stop() }),
    state: () => ({
      closing: 'completed',
      sessionId: null,
      model: null,
      open: [],
      turnCount: 1,
      text: spoken.last(),
    }),
  }
}

function refuse(): never {
  throw new FailureError({
    kind: 'refused',
    what: 'This agent accepts no input while it is running.',
    why: 'fleetmux only reads what this agent prints',
    hint: 'To send this agent a text, start it in a tmux session: `fleetmux start --agent AGENT PROMPT`.',
  })
}
