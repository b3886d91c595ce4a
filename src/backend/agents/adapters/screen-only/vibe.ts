import { boxedField, idleRule, menuRule, watchedAgent, workingRule } from './watched-agent.ts'

/** Mistral Vibe has few rules, because little is known of its screens. */
export const vibe = watchedAgent({
  name: 'vibe',
  processes: ['mistral-vibe'],
  screens: ['Mistral Vibe v?\\d'],
  rules: [
    menuRule('choice'),
    workingRule('interrupt-hint', 8, '\\b[Ee]sc to interrupt\\b'),
    idleRule('prompt', 8, boxedField('>')),
  ],
})
