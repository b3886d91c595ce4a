import { END } from '../../pattern.ts'
import { asks, RULED, rests, watchedAgent, works } from './watched-agent.ts'

/** Rules for Devin's CLI, based on published screens. */
export const devin = watchedAgent({
  name: 'devin',
  processes: ['devin-cli'],
  screens: ['Devin CLI', '^❭ (?:Ask|Guide) Devin'],
  rules: [
    asks('choice', { confidence: 0.94 }),
    works('interrupt-hint', 8, '\\(esc to interrupt\\)'),
    rests('prompt', 10, RULED('❭')),
    rests('ask', 6, `^❭ Ask Devin[\\s\\S]*${END}`),
  ],
})
