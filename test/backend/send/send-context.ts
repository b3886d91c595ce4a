import { bundled } from '../../../src/backend/agents/catalogue.ts'
import { enterPause } from '../../../src/backend/agents/enter-pause.ts'
import { readInput } from '../../../src/backend/send/pane-input.ts'
import { createPaneLocks } from '../../../src/backend/send/pane-lock.ts'
import type { SendContext } from '../../../src/backend/send/send-context.ts'

/** What those who type into panes need, for links without a fleet around them. */
export function meansOf(client: SendContext['client']): SendContext {
  return {
    client,
    name: ({ host, pane }) => `${host}/${pane}`,
    paneLocks: createPaneLocks(),
    inputOf: (_, snapshot) => readInput(snapshot, bundled, null),
    pause: (_, command) => enterPause(command),
    mentions: { prepare: async (_, text) => ({ text, note: '' }) },
  }
}
