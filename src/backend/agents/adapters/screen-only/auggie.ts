import { END } from '../../pattern.ts'
import {
  boxedField,
  idleRule,
  menuRule,
  questionRule,
  watchedAgent,
  workingRule,
} from './watched-agent.ts'

/** Rules for Auggie. Those for the login are based on version 0.36.0, the others on published screenshots. */
export const auggie = watchedAgent({
  name: 'auggie',
  packages: ['npm:@augmentcode/auggie'],
  titles: ['^auggie$'],
  screens: ['New to Augment\\?', 'Auggie v?\\d'],
  rules: [
    questionRule('login', 8, `Press return to open your browser.*${END}`, {
      kind: 'login',
      below: '[╚╝]',
      choices: [{ key: 'Enter', label: 'Login to continue' }],
    }),
    questionRule('login-code', 12, `Paste your login code[\\s\\S]*${END}`, { kind: 'login' }),
    menuRule('choice'),
    workingRule('spinner', 8, '^\\s*[⠁-⣿] \\S|\\([^)]{0,200}esc to interrupt\\)'),
    idleRule('prompt', 10, boxedField('[>❯›]')),
  ],
})
