import { END } from '../../pattern.ts'
import { idleRule, menuRule, questionRule, watchedAgent, workingRule } from './watched-agent.ts'

/**
 * What follows the upper ruler of the input field: its content, the lower ruler, a list of commands, the directory, the
 * context usage, and the status of extensions.
 */
const PROMPT = `(?:\\n.*){0,12}?\\n─{8,}(?:\\n.*){0,8}\\n.*\\d%/\\d+[kM]?\\b.*(?:\\n.*){0,3}${END}`

/** Rules for pi, based on screens of versions 1.6.0 and 0.74.2. */
export const pi = watchedAgent({
  name: 'pi',
  packages: ['npm:@earendil-works/pi-coding-agent', 'npm:@mariozechner/pi-coding-agent'],
  titles: ['^π - '],
  screens: ['^ *pi v\\d', '^ *Pi can explain its own features'],
  rules: [
    menuRule('choice'),
    // A list shown in place of the input field. Two horizontal lines frame it, and its key hints are between them.
    {
      ...questionRule(
        'list',
        30,
        `${END}(?<=\\b(?:[Ee]sc(?:ape)?\\S* to cancel|ctrl\\+\\w \\w+ · ).*(?:\\n(?!──).*){0,14}\\n─{8,}(?:\\n(?!─).*){1,4})`,
        { kind: 'choice', text: 'pi shows a list: attach to choose' },
      ),
      // This rule must not match the input field, whose upper horizontal line may contain a key hint.
      none: ['^── .*\\b[Ee]sc(?:ape)?\\S* to cancel'],
    },
    workingRule('working', 12, '^ *(?:[⠁-⣿] )?Working\\.\\.\\.'),
    // pi shows its activity in the horizontal line above the input field.
    workingRule('activity', 24, `^── [⠁-⣿] \\S.* ─{2,}${PROMPT}`),
    idleRule('prompt', 24, `^─{8,}${PROMPT}`),
    idleRule('context', 5, '^─{8,}$(?:\\n.*)?\\n *\\d+\\.\\d%/\\d'),
  ],
})
