import { bundled } from '../../../src/backend/agents/catalogue.ts'
import { beforeEnter } from '../../../src/backend/agents/enter-pause.ts'
import type { Means } from '../../../src/backend/send/means.ts'
import { readInput } from '../../../src/backend/send/pane-input.ts'
import { createTurns } from '../../../src/backend/send/pane-lock.ts'

/** What those who type into panes need, for links without a fleet around them. */
export function meansOf(client: Means['client']): Means {
  return {
    client,
    turns: createTurns(),
    inputOf: (_, sight) => readInput(sight, bundled, null),
    pause: (_, command) => beforeEnter(command),
  }
}
