import { asks, BOXED, rests, watchedAgent, works } from './watched-agent.ts'

/** Mistral Vibe has few rules, because little is known of its screens. */
export const vibe = watchedAgent({
  name: 'vibe',
  processes: ['mistral-vibe'],
  screens: ['Mistral Vibe v?\\d'],
  rules: [
    asks('choice'),
    works('interrupt-hint', 8, '\\b[Ee]sc to interrupt\\b'),
    rests('prompt', 8, BOXED('>')),
  ],
})
