import { idleRule, menuRule, ruledField, watchedAgent, workingRule } from './watched-agent.ts'

/** Rules for Letta Code. Those for the login are based on version 0.32.18, the others on published screenshots. */
export const letta = watchedAgent({
  name: 'letta',
  processes: ['letta-code'],
  packages: ['npm:@letta-ai/letta-code'],
  screens: ['Welcome to Letta Code', 'Letta Code v\\d'],
  rules: [
    menuRule('choice'),
    workingRule('interrupt-hint', 8, '\\besc to interrupt\\b'),
    idleRule('prompt', 10, ruledField('>')),
  ],
})
