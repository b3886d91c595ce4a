import { END } from '../../pattern.ts'
import { idleRule, menuRule, ruledField, watchedAgent, workingRule } from './watched-agent.ts'

/** Rules for Devin's CLI, based on screenshots that others have published. */
export const devin = watchedAgent({
  name: 'devin',
  processes: ['devin-cli'],
  screens: ['Devin CLI', '^❭ (?:Ask|Guide) Devin'],
  rules: [
    menuRule('choice', { confidence: 0.94 }),
    workingRule('interrupt-hint', 8, '\\(esc to interrupt\\)'),
    idleRule('prompt', 10, ruledField('❭')),
    idleRule('ask', 6, `^❭ Ask Devin[\\s\\S]*${END}`),
  ],
})
