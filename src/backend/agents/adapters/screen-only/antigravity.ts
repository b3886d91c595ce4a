import { asks, RULED, rests, waits, watchedAgent, works } from './watched-agent.ts'

/** Rules for Antigravity's CLI, based on published screens. */
export const antigravity = watchedAgent({
  name: 'antigravity',
  command: 'agy',
  processes: ['antigravity-cli'],
  screens: ['Antigravity CLI'],
  rules: [
    asks('choice', { confidence: 0.94 }),
    waits('permission', 20, 'Requesting permission for:', { kind: 'permission', choice: 'menu' }),
    works('spinner', 8, '^\\s*[⠁-⣿]+\\s+\\p{L}+ing\\b'),
    works('tasks', 4, '· [1-9]\\d* task(?:\\(s\\)|s)?\\b'),
    rests('prompt', 10, RULED('>')),
  ],
})
