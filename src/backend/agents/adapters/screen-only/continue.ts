import { END } from '../../pattern.ts'
import {
  boxedField,
  idleRule,
  menuRule,
  questionRule,
  watchedAgent,
  workingRule,
} from './watched-agent.ts'

/** Rules for Continue's `cn`, based on screens of version 1.5.47. */
export const continueCli = watchedAgent({
  name: 'continue',
  command: 'cn',
  packages: ['npm:@continuedev/cli'],
  screens: ['◉ Continue CLI$'],
  rules: [
    menuRule('choice', { menu: { below: '^(?!● |[│ ]*● ▋)' } }),
    questionRule('login', 4, `^Enter your \\w+ API key:.*${END}`, { kind: 'login' }),
    questionRule('approval', 12, '^[│ ]*> \\S.* \\((?:tab|shift\\+tab|esc)\\)[ │]*$', {
      kind: 'permission',
      below: '^[│ ]*(?:Would you like to continue\\?)$(?![\\s\\S])',
      choice: '^\\s*(?<pointer>>) (?<label>\\S.*)$',
    }),
    workingRule('interrupt-hint', 8, '\\( ?(?:\\d{1,4}[hms] ?)+• esc to interrupt ?\\)'),
    idleRule('prompt', 10, boxedField('[●○◉] ?')),
    idleRule(
      'commands',
      4,
      `^ *↑/↓ to navigate, Enter to select, Tab to complete$(?:\\n.*)?${END}`,
    ),
  ],
})
