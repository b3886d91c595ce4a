import { firstOccurrence } from '../../pattern.ts'
import { idleRule, menuRule, questionRule, watchedAgent, workingRule } from './watched-agent.ts'

/** Rules for Crush, based on screenshots that others have published. */
export const crush = watchedAgent({
  name: 'crush',
  packages: ['npm:@charmland/crush'],
  titles: ['^crush\\b'],
  screens: ['Charm™?.{0,80}CRUSH|\\bCharm™ Crush\\b'],
  rules: [
    menuRule('choice'),
    questionRule(
      'permission',
      40,
      `${firstOccurrence('Permission Required')}(?:(?!\\bAllow\\b)[\\s\\S])*\\bAllow\\b[\\s\\S]*\\bDeny\\b`,
      {
        kind: 'permission',
        text: 'crush asks for a permission: attach to answer it',
      },
    ),
    workingRule(
      'spinner',
      16,
      '^\\s*(?:\\S+ )?(?:Thinking|Generating|Working|Waiting for response)(?:\\.{1,3}|…)|\\besc (?:to )?cancel\\b',
    ),
    idleRule('prompt', 10, '^ *(?:> |::: ?).*(?:\\n.*){0,8}ctrl\\+p commands'),
  ],
})
