import { END } from '../../rule.ts'
import { asks, rests, watchedAgent, works } from './watched-agent.ts'

/** pi: start from the screens of 0.74.2, the rest after public screens. */
export const pi = watchedAgent({
  name: 'pi',
  packages: ['npm:@earendil-works/pi-coding-agent', 'npm:@mariozechner/pi-coding-agent'],
  titles: ['^π - '],
  screens: ['^ *pi v\\d', '^ *Pi can explain its own features'],
  rules: [
    asks('choice'),
    works('working', 12, '^ *(?:[⠁-⣿] )?Working\\.\\.\\.'),
    rests(
      'prompt',
      8,
      `^─{8,}.*\\n(?:.*\\n){0,6}?─{8,}.*\\n.*\\n?.*\\d%/\\d.*(?:\\n.*){0,2}${END}`,
    ),
    rests('empty-prompt', 8, `^─{8,}.*\\n─{8,}\\n(?:.*\\n?){1,3}${END}`),
  ],
})
