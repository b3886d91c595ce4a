import { END } from '../../pattern.ts'
import {
  boxedField,
  idleRule,
  menuRule,
  questionRule,
  watchedAgent,
  workingRule,
} from './watched-agent.ts'

/** Rules for Factory's Droid, based on screenshots that others have published. */
export const droid = watchedAgent({
  name: 'droid',
  packages: ['npm:@factory/cli'],
  screens: ['^⛬ ', '\\bDroid\\b.{0,80}v\\d+\\.\\d+', '\\(Press ESC to stop\\)'],
  rules: [
    questionRule('login', 6, `Please login with your Factory account.*(?:\\n.*){1,4}${END}`, {
      kind: 'login',
      text: 'Please login with your Factory account',
    }),
    menuRule('choice', { confidence: 0.94 }),
    questionRule('selection', 6, '[Uu]se ↑↓ to navigate|↑↓ navigate|enter select\\b', {
      choice: 'menu',
    }),
    workingRule('stop-hint', 14, '\\b[Ee](?:sc|SC) to stop\\b'),
    idleRule('prompt', 8, boxedField('>')),
  ],
})
