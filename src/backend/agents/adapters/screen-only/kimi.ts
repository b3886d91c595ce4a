import { END } from '../../pattern.ts'
import { asks, BOXED, rests, waits, watchedAgent, works } from './watched-agent.ts'

/** Rules for Kimi Code, based on published screens. */
export const kimi = watchedAgent({
  name: 'kimi',
  processes: ['kimi-code', 'kimi-cli'],
  packages: ['npm:@moonshot-ai/kimi-code'],
  titles: ['^Kimi Code'],
  screens: ['Welcome to Kimi Code', '^agent \\(\\S+ [●○]\\)'],
  rules: [
    asks('approval', { confidence: 0.94 }),
    // The key hints of this dialog are above its choices.
    waits('trust', 24, `Trust this folder\\?(?:\\n.*){2,16}\\n[ ─]+${END}`, {
      kind: 'trust',
      below: '^ *─{8,}',
      choice: '^\\s*(?<pointer>❯) (?<label>\\S.*)$',
    }),
    waits('ticks', 10, '↵ toggle\\b', { kind: 'choice', choice: 'menu' }),
    waits('panel', 10, '^ *↑/?↓ \\w|↵ (?:confirm|choose|toggle|save)\\b', { choice: 'menu' }),
    // The key hints of a list are below its title.
    waits(
      'list',
      30,
      `^ ─{8,}\\n {1,2}\\p{Lu}.*\\n .*\\bEsc cancel\\b(?:\\n.*){1,24}?\\n ─{8,}(?:\\n.*){0,3}${END}`,
      {
        kind: 'choice',
        choice: '^\\s*(?<pointer>❯) (?<label>\\S.*)$',
      },
    ),
    works('moon', 12, '^\\s*[🌑🌒🌓🌔🌕🌖🌗🌘](?:\\s*$|\\s+(?:·|Retrying\\b))'),
    // Only the task list and queued prompts may be below the spinner, no line of an answer.
    works(
      'spinner',
      30,
      `^ {0,2}[⠁-⣿]+ ?(?:[Tt]hinking|[Ww]orking|[Uu]sing |Composing).*(?:\\n(?! [●✨✗] ).*){0,24}${END}`,
    ),
    works('agents', 3, '\\[[1-9]\\d* agents? running\\]'),
    rests('input', 8, `^── input ─[\\s\\S]*${END}`),
    rests('prompt', 10, BOXED('[>✨]')),
    // A list of commands is open below the input field.
    rests(
      'prompt-list',
      24,
      `^ *╭─+╮\\n *│ > .*\\n *╰─+╯(?:\\n *│.*){1,16}\\n *│ +\\(\\d+/\\d+\\) *│(?:\\n.*){0,4}${END}`,
    ),
  ],
})
