import { END } from '../../pattern.ts'
import { asks, rests, waits, watchedAgent, works } from './watched-agent.ts'

/** Rules for goose, based on published screens. goose is line-based and shows its own prompt. */
export const goose = watchedAgent({
  name: 'goose',
  processes: ['goose-cli'],
  screens: ['goose is ready', '^\\( O\\)> '],
  rules: [
    asks('choice', { confidence: 0.93 }),
    waits(
      'approval',
      14,
      `^(?=.*(?:\\n(?! *(?:\\( O\\)>|🪿)).*){0,12}${END}) *[?◆] .*(?:\\ballow\\b|Approve).*\\?`,
      { kind: 'permission', choice: '^\\s*(?<pointer>●|>)\\s*(?<label>\\S.*)$' },
    ),
    works('interrupt-hint', 5, '[Cc]trl\\+[Cc] to interrupt'),
    works('spinner', 2, '^ *[◐◓◑◒◇⠁-⣿] +\\p{L}.*\\.\\.\\.'),
    rests('prompt', 2, `^ *(?:\\( O\\)>|🪿|goose>)(?: .*)?(?:\\n.*)?${END}`),
    rests('ready', 2, `goose is ready.*(?:\\n.*)?${END}`),
  ],
})
