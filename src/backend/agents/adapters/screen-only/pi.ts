import { END } from '../../pattern.ts'
import type { Rule } from '../../rule.ts'
import { idleRule, menuRule, questionRule, watchedAgent, workingRule } from './watched-agent.ts'

/**
 * What follows the upper ruler of the input field: its content, the lower ruler, a list of commands, the directory, the
 * context usage, and the status of extensions.
 */
const PROMPT = `(?:\\n.*){0,20}?\\n─{8,}(?: ↓ \\d+ more ─+)?(?:\\n.*){0,8}\\n.*(?:\\d%|\\?)/\\d+[kM]?\\b.*(?:\\n.*){0,3}${END}`
/** The lower ruler of what is shown in place of the input field. No ruler is below it. */
const LAST = `\\n─{8,}(?:\\n(?!─).*){0,4}${END}`
/** The rows between two rulers; the upper ruler of the input field may show an activity. */
const ROWS = '(?:\\n(?!──).*){1,40}?'
const ESCAPE = '[Ee]sc(?:ape)?(?:/[Cc]trl\\+[Cc])?'
/** The last row of a dialog, possibly wrapped. Unlike a draft in the input field, it is indented. */
const HINT = `\\n +(?:\\S.* )?\\(?${ESCAPE} (?:to )?(?:cancel|close|go back|back|skip setup)\\b.*(?:\\n .{1,40})?`

/**
 * A choice with the pointer, or the row of key hints, which ends the question too. A number before a choice is no key:
 * only the choice with the pointer can be taken.
 */
const CHOICE =
  '^(?:(?<pointer>→|›|>(?= \\d+\\. )) +(?:\\d+\\. )?(?<label>\\S+(?: \\S+)*)(?: {2,}.*)?|\\(?(?:[Ee]sc|[Ee]nter|↑↓).*)$'

/** A dialog between two rulers. */
function dialog(name: string, words: string, ask: Rule['ask'] = {}): Rule {
  return questionRule(name, 60, words, { choice: CHOICE, inside: true, ...ask })
}

/** A dialog without readable choices, or with choices that must not be taken unseen. */
function closed(name: string, words: string, text: string): Rule {
  return questionRule(name, 60, words, { kind: 'choice', text: `pi ${text}: attach to answer it` })
}

/** A field for a text, with `> ` before it, or with rulers of its own. */
function field(name: string, words: string): Rule {
  return questionRule(name, 60, words, {
    kind: 'text',
    choice: '^(?:>(?: |$)|[Ee]nter (?:to )?(?:submit|save)\\b)',
    inside: true,
  })
}

/** Rules for pi, based on versions 1.6.0 and 0.74.2: recorded screens, and the code that draws its dialogs. */
export const pi = watchedAgent({
  name: 'pi',
  packages: ['npm:@earendil-works/pi-coding-agent', 'npm:@mariozechner/pi-coding-agent'],
  titles: ['^π - '],
  screens: ['^ *pi v\\d', '^ *Pi can explain its own features'],
  rules: [
    menuRule('choice'),
    {
      ...dialog('confirm', `^─{8,}${ROWS}\\n +(?:→ )?Yes\\n +(?:→ )?No${HINT}${LAST}`, {
        kind: 'permission',
      }),
      confidence: 0.95,
    },
    {
      ...dialog(
        'login',
        `^─{8,}\\n {1,2}(?:Log ?in to |Sign in to |Select (?:provider|authentication) |\\S.* setup$).*${ROWS}${LAST}`,
        { kind: 'login' },
      ),
      confidence: 0.94,
    },
    {
      ...field(
        'answer',
        `^─{8,}${ROWS}\\n +[Ee]nter (?:to )?submit\\b.*${ESCAPE} .*(?:\\n .*)?${LAST}`,
      ),
      confidence: 0.945,
    },
    // The text is written in a field with rulers of its own.
    field(
      'text',
      `^─{8,}${ROWS}\\n─{8}.*(?:\\n(?!──).*){0,40}?\\n─{8}.*\\n +enter submit\\b.*${ESCAPE} cancel\\b.*(?:\\n .*)?${LAST}`,
    ),
    {
      ...field(
        'name',
        `^ Rename Session${ROWS}${LAST}|^ {2}Label \\(empty to remove\\):${ROWS}${LAST}`,
      ),
      confidence: 0.945,
    },
    {
      ...questionRule(
        'models',
        60,
        `^(?:Only showing models from|Scope: ).*${ROWS}(?:${LAST}|\\n +\\(\\d+/\\d+\\)(?:\\n(?!─).*){0,3}${END})`,
        {
          kind: 'choice',
          text: 'pi shows a list: attach to choose',
        },
      ),
      confidence: 0.94,
    },
    dialog('dialog', `^─{8,}${ROWS}\\n *(?:→|›|> \\d+\\.) .*(?:\\n(?!──).*){0,40}?${HINT}${LAST}`),
    closed('dialog-closed', `^─{8,}${ROWS}${HINT}${LAST}`, 'shows a dialog'),
    {
      ...closed(
        'delete',
        `^Resume Session\\b.*\\nDelete session\\?.*${ROWS}${LAST}`,
        'asks whether to delete a session',
      ),
      confidence: 0.95,
    },
    // The key hints of these lists are above them, or missing.
    dialog('sessions', `^Resume Session\\b.*${ROWS}${LAST}`, { kind: 'choice' }),
    dialog(
      'tree',
      `^ {2,3}Session Tree\\n.*↑/↓ move\\b.*(?:\\n.*){0,4}?\\n +Type to search:.*\\n─{8,}${ROWS}${LAST}`,
      { kind: 'choice' },
    ),
    dialog(
      'messages',
      `^ Fork from Message\\n(?: .*\\n){1,4}─{8,}${ROWS}\\n {2}Message \\d+ of \\d+(?:\\n(?!──).*){0,30}${LAST}`,
      { kind: 'choice' },
    ),
    // A list shown in place of the input field. Two horizontal lines frame it, and its key hints are between them.
    {
      ...questionRule(
        'list',
        30,
        `${END}(?<=\\b[Cc]trl\\+\\w \\w+ · .*(?:\\n(?!──).*){0,14}\\n─{8,}(?:\\n(?!─).*){1,4})`,
        { kind: 'choice', text: 'pi shows a list: attach to choose' },
      ),
      confidence: 0.91,
    },
    workingRule('working', 12, '^ *(?:[⠁-⣿] )?Working\\.\\.\\.'),
    // pi shows its activity in the horizontal line above the input field.
    workingRule(
      'activity',
      40,
      `^─(?:─ (?:[⠁-⣿●◐-◓✢✳✶✻✽*] \\S.*|Working\\b.*|\\S(?=.*\\.\\.\\.).*) |─{0,2}[⠁-⣿])─{2,}(?: ↑ \\d+ more ─+)?${PROMPT}`,
    ),
    // A command that the user runs, above the input field.
    workingRule(
      'command',
      40,
      `^ [⠁-⣿] Running\\.\\.\\. \\(.* to cancel\\)\\n─{8,}(?:\\n.*){0,8}?\\n──.*(?:\\n(?!──).*){0,20}\\n─{8,}`,
    ),
    // What an extension does, in place of the input field.
    {
      ...workingRule(
        'task',
        14,
        `^─{8,}(?:\\n [⠁-⣿] \\S.*(?:\\n +${ESCAPE} cancel)?|\\n \\S.*\\n \\S.*…|\\n Reloading .*(?:\\n .*)?|(?:\\n .*){2,6}\\n ${ESCAPE} stop)${LAST}`,
      ),
      confidence: 0.96,
    },
    idleRule('prompt', 40, `^─{8,}(?: ↑ \\d+ more ─+)?${PROMPT}`),
    idleRule('context', 5, '^─{8,}$(?:\\n.*)?\\n *\\d+\\.\\d%/\\d'),
  ],
})
