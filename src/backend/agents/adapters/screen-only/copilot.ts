import { END } from '../../pattern.ts'
import {
  idleRule,
  menuRule,
  questionRule,
  ruledField,
  watchedAgent,
  workingRule,
} from './watched-agent.ts'

const RAIL_END = `\\n *╹▀{8,}(?:\\n.*){0,6}${END}`
const RAIL = `^ *╻▄{8,}(?:\\n *┃.*){1,8}${RAIL_END}`
/** The key hint beside the activity, whose name is the model's. */
const STOPS = 'esc (?:esc |again to )?(?:interrupt|cancel|edit prompt|stop agents)\\b'

/**
 * Rules for GitHub Copilot CLI. Those for the start screen are based on version 1.0.102, the others on screenshots that
 * others have published.
 */
export const copilot = watchedAgent({
  name: 'copilot',
  processes: ['github-copilot', 'ghcs'],
  packages: ['npm:@github/copilot', 'npm:@github/copilot-linux-x64'],
  titles: ['(?:^|- )GitHub Copilot$'],
  screens: ['Copilot v\\d', '^ *GitHub Copilot v?\\d', 'Manual Approval · / commands'],
  rules: [
    menuRule('choice', { confidence: 0.95 }),
    questionRule('text', 5, `\\benter to submit\\b.*(?:\\n.*)?${END}`, {
      kind: 'text',
    }),
    questionRule('not-logged-in', 8, 'Please use /login to sign in', {
      kind: 'login',
      text: 'Not logged in: run /login',
    }),
    questionRule('form', 5, `^ *enter accept · .*(?:\\n .*)?\\bcancel\\b.*(?:\\n─{8,})?${END}`, {
      below: '^─{8,}',
    }),
    questionRule('dismiss', 4, `^ *(?:│ *)?any key dismiss\\b.*(?:\\n *[─╰].*)?${END}`, {
      kind: 'text',
    }),
    // The input field of some terminals, between two bars. A dialog may be in the place of the field.
    questionRule(
      'rail',
      6,
      `^ *┃ (?:.* · )?(?:esc(?: to)?|any key)(?: \\w+){1,3}(?:\\n *┃)?${RAIL_END}`,
      {
        below: '^ *╻▄{8,}',
      },
    ),
    workingRule('status', 2, `^ *[○◎◉●∙] (?:(?:Working|Thinking|Cancelling)\\b|\\S.* ${STOPS})`),
    workingRule(
      'cancel-hint',
      3,
      '\\b[Ee]sc (?:(?:again )?to )?(?:cancel|interrupt)\\b(?! (?:authorization|sharing|opening)\\b)|^ *[○◎◉●∙] \\S.*…?$(?=[\\s\\S]*\\besc\\b)',
    ),
    // If there is no status below the input field, Copilot works if the line above the field names an activity, or if
    // the last prompt has no answer yet.
    workingRule(
      'activity',
      12,
      `^ ?[○◎◉●∙] \\S.*\\((?:\\d{1,4}s|[Ee]sc to (?:cancel|interrupt)\\b[^)]{0,40})\\)$(?:\\n.*)?\\n─{8}.*\\n❯(?:.*\\n){0,8}?─{8}`,
    ),
    {
      ...workingRule(
        'unanswered',
        24,
        `^ ❯ \\S.* \\d\\d:\\d\\d ?┃?(?:\\n {3}.*){0,8}\\n [~/].*\\n─{8}.*\\n❯$`,
      ),
      confidence: 0.85,
    },
    idleRule('prompt', 14, `${ruledField('[❯>]')}|${RAIL}`),
  ],
})
