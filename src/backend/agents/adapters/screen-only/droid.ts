import { END } from '../../pattern.ts'
import { asks, BOXED, rests, waits, watchedAgent, works } from './watched-agent.ts'

/** Rules for Factory's Droid, based on published screens. */
export const droid = watchedAgent({
  name: 'droid',
  packages: ['npm:@factory/cli'],
  screens: ['^⛬ ', '\\bDroid\\b.{0,80}v\\d+\\.\\d+', '\\(Press ESC to stop\\)'],
  rules: [
    waits('login', 6, `Please login with your Factory account.*(?:\\n.*){1,4}${END}`, {
      kind: 'login',
      text: 'Please login with your Factory account',
    }),
    asks('choice', { confidence: 0.94 }),
    waits('selection', 6, '[Uu]se ↑↓ to navigate|↑↓ navigate|enter select\\b', { choice: 'menu' }),
    works('stop-hint', 14, '\\b[Ee](?:sc|SC) to stop\\b'),
    rests('prompt', 8, BOXED('>')),
  ],
})
