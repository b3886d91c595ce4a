import { END } from '../../pattern.ts'
import {
  boxedField,
  idleRule,
  menuRule,
  questionRule,
  watchedAgent,
  workingRule,
} from './watched-agent.ts'

/** Rules for Kimi Code, based on screenshots that others have published. */
export const kimi = watchedAgent({
  name: 'kimi',
  processes: ['kimi-code', 'kimi-cli'],
  packages: ['npm:@moonshot-ai/kimi-code'],
  titles: ['^Kimi Code'],
  screens: ['Welcome to Kimi Code', '^agent \\(\\S+ [●○]\\)'],
  rules: [
    menuRule('approval', { confidence: 0.94 }),
    // The key hints of this dialog are above its choices.
    questionRule('trust', 24, `Trust this folder\\?(?:\\n.*){2,16}\\n[ ─]+${END}`, {
      kind: 'trust',
      below: '^ *─{8,}',
      choice: '^\\s*(?<pointer>❯) (?<label>\\S.*)$',
    }),
    questionRule('ticks', 10, '↵ toggle\\b', { kind: 'choice', choice: 'menu' }),
    // The key hints of a list are below its title, possibly cut off at the right edge.
    questionRule(
      'list',
      30,
      `^ ─{8,}\\n {1,2}\\p{Lu}.*\\n .*(?:\\bEsc cancel\\b|↑↓ \\w.*…)(?:\\n.*){1,24}?\\n ─{8,}(?:\\n.*){0,3}${END}`,
      {
        kind: 'choice',
        choice: '^\\s*(?<pointer>❯) (?<label>\\S.*)$',
      },
    ),
    questionRule('panel', 10, '^ *↑/?↓ \\w|↵ (?:confirm|choose|toggle|save)\\b', {
      choice: 'menu',
    }),
    workingRule('moon', 12, '^\\s*[🌑🌒🌓🌔🌕🌖🌗🌘](?:\\s*$|\\s+(?:·|Retrying\\b))'),
    // Only the task list and queued prompts may be below the spinner, no line of an answer.
    workingRule(
      'spinner',
      30,
      `^ {0,2}[⠁-⣿]+ ?(?:[Tt]hinking|[Ww]orking|[Uu]sing |Composing).*(?:\\n(?! [●✨✗] ).*){0,24}${END}`,
    ),
    workingRule('agents', 3, '\\[[1-9]\\d* agents? running\\]'),
    idleRule('input', 8, `^── input ─[\\s\\S]*${END}`),
    idleRule('prompt', 10, boxedField('[>✨]')),
    // A list of commands is open below the input field.
    idleRule(
      'prompt-list',
      24,
      `^ *╭─+╮\\n *│ > .*\\n *╰─+╯(?:\\n *│.*){1,16}\\n *│ +\\(\\d+/\\d+\\) *│(?:\\n.*){0,4}${END}`,
    ),
  ],
})
