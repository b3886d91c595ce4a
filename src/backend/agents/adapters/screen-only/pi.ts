import { asks, rests, watchedAgent, works } from './watched-agent.ts'

/** pi: start from the screens of 0.74.2, the rest based on published screens. */
export const pi = watchedAgent({
  name: 'pi',
  packages: ['npm:@earendil-works/pi-coding-agent', 'npm:@mariozechner/pi-coding-agent'],
  titles: ['^π - '],
  screens: ['^ *pi v\\d', '^ *Pi can explain its own features'],
  rules: [
    asks('choice'),
    works('working', 12, '^ *(?:[⠁-⣿] )?Working\\.\\.\\.'),
    // The context usage is shown below the prompt.
    rests('prompt', 5, '^─{8,}$(?:\\n.*)?\\n *\\d+\\.\\d%/\\d'),
  ],
})
