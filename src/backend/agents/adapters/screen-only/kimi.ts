import { END } from '../../pattern.ts'
import {
  boxedField,
  idleRule,
  menuRule,
  questionRule,
  watchedAgent,
  workingRule,
} from './watched-agent.ts'

/**
 * A list in place of the input field. The key hints are below its title, possibly cut off at the right edge. The ruler
 * above the title is not required: in a low pane it has left the screen.
 */
const list = (hint: string) =>
  `^ {1,2}\\p{Lu}.*\\n (?=.*(?:${hint})).*(?:\\n.*){1,24}?\\n ─{8,}(?:\\n.*){0,3}${END}`

/** Key hints at the end of a dialog that is shown in place of the input field: only a status is below the dialog. */
const beneath = (hint: string) => `^ *(?:${hint})(?:\\n *─{8,}(?:\\n(?! *[╭─]).*){0,4})?${END}`

/** The phases of the moon. */
const MOON = '[🌑🌒🌓🌔🌕🌖🌗🌘]'

/** A form in a box, with a field like the input field's and with key hints at its end, possibly cut off. */
const form = (title: string) =>
  `^ *╭─+╮\\n(?: *│.*│\\n){1,3}? *│ +(?:${title}).*│\\n(?: *│.*│\\n){1,20}? *│(?=.* [Ee]nter (?:to |for )?(?:submit|next field)\\b.*(?:\\bEsc\\b|…)).*│\\n(?: *│ *│\\n)? *╰─+╯(?:\\n.*){0,3}${END}`

/** Rules for Kimi Code, based on version 2.1.0: recorded screens, and the code that draws its dialogs. */
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
    // The answer is typed: a digit would become part of it.
    {
      ...questionRule(
        'typed',
        6,
        `^ *(?:Type feedback · ↵|type answer {2}↵).*(?:\\n(?! *[╭│╰]).*){0,4}${END}`,
        {
          kind: 'text',
          text: 'kimi waits for a typed answer',
        },
      ),
      confidence: 0.96,
    },
    questionRule('login-form', 30, form('Enter (?:API key|base URL) for|Import custom provider'), {
      kind: 'login',
      text: 'kimi asks for an API key or an address',
    }),
    questionRule('form', 40, form('\\p{Lu}'), {
      kind: 'text',
      text: 'kimi asks for a text',
    }),
    questionRule(
      'device',
      30,
      `^ {1,2}[⠁-⣿] Waiting for authorization…(?:\\n(?! [●✨✗] ).*){0,24}${END}`,
      {
        // A typed text would become a prompt.
        kind: 'choice',
        text: 'kimi waits for a login in the browser: attach to see its address',
      },
    ),
    questionRule('preview', 6, `^ .*\\bQ/Esc/Ctrl\\+E\\b.*${END}`, {
      kind: 'permission',
      text: 'kimi shows the change that it asks to make: attach to answer it',
    }),
    questionRule('viewer', 6, `^ .*\\bQ/Esc (?:cancel|close)\\b.*${END}`, {
      kind: 'choice',
      text: 'kimi shows a list or a text: attach to close it',
    }),
    questionRule(
      'migrated',
      30,
      `^ {1,2}Migration (?:complete|failed)\\n(?:.*\\n){1,20}? *⏎ continue to kimi-code\\n *─{8,}${END}`,
      {
        kind: 'choice',
        text: 'kimi has copied the data of kimi-cli',
        choices: [{ key: 'Enter', label: 'Continue' }],
      },
    ),
    questionRule('ticks', 10, beneath('.*↵ toggle\\b.*'), { kind: 'choice', choice: 'menu' }),
    questionRule('list', 30, list('\\bEnter\\b.*(?:\\bEsc cancel\\b|…|\\.{3}$)'), {
      kind: 'choice',
      choice: '^\\s*(?<pointer>❯) (?<label>\\S.*)$',
    }),
    questionRule('managed-list', 30, list('\\bEsc cancel\\b|↑↓ \\w.*…'), {
      kind: 'choice',
      text: 'kimi shows a list: attach to choose',
    }),
    questionRule('panel', 10, beneath('↑/?↓ \\w.*|.*↵ (?:confirm|choose|toggle|save)\\b.*'), {
      choice: 'menu',
    }),
    // Directly above what is below every answer: the task list, queued prompts or the input field, which grows with the
    // draft in it.
    workingRule(
      'moon',
      44,
      `^ {0,2}${MOON}(?: *$| +(?:·|Retrying\\b).*)(?:\\n {4,}\\S.*)?\\n ?[─╭]─`,
    ),
    // Only the task list and queued prompts may be below the spinner, no line of an answer.
    workingRule(
      'spinner',
      30,
      `^ {0,2}[⠁-⣿]+ ?(?:[Tt]hinking|[Ww]orking|[Uu]sing |Composing).*(?:\\n(?! [●✨✗] ).*){0,24}${END}`,
    ),
    workingRule(
      'compacting',
      44,
      `^ {1,4}(?:● )?Compacting context…(?: · Tip: .*)?$(?:\\n +\\S.*){0,2}\\n ?[─╭]─{3}`,
    ),
    workingRule(
      'migrating',
      16,
      `^ *[⠁-⣿] {1,2}Translating sessions….*(?:\\n *[✓◐] .*){0,8}\\n *─{8,}${END}`,
    ),
    workingRule('agents', 3, '\\[[1-9]\\d* agents? running\\]'),
    idleRule('input', 8, `^── input ─[\\s\\S]*${END}`),
    idleRule('prompt', 10, boxedField('[>✨]')),
    // A long draft makes the field higher.
    idleRule(
      'prompt-high',
      40,
      `^ *╭─.*╮\\n *│ [>!] \\S.*│\\n(?: *│.*│\\n){0,24} *╰─.*╯(?:\\n.*){0,4}${END}`,
    ),
    // A list of commands is open below the input field.
    idleRule(
      'prompt-list',
      24,
      `^ *╭─+╮\\n *│ > .*\\n *╰─+╯(?:\\n *│.*){1,16}\\n *│ +\\(\\d+/\\d+\\) *│(?:\\n.*){0,4}${END}`,
    ),
  ],
})
