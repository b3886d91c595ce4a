import { first } from '../../pattern.ts'
import { asks, rests, waits, watchedAgent, works } from './watched-agent.ts'

/** Rules for Crush, based on published screens. */
export const crush = watchedAgent({
  name: 'crush',
  packages: ['npm:@charmland/crush'],
  titles: ['^crush\\b'],
  screens: ['Charm™?.{0,80}CRUSH|\\bCharm™ Crush\\b'],
  rules: [
    asks('choice'),
    waits(
      'permission',
      40,
      `${first('Permission Required')}(?:(?!\\bAllow\\b)[\\s\\S])*\\bAllow\\b[\\s\\S]*\\bDeny\\b`,
      {
        kind: 'permission',
        text: 'The agent asks for a permission: attach to answer it',
      },
    ),
    works(
      'spinner',
      16,
      '^\\s*(?:\\S+ )?(?:Thinking|Generating|Working|Waiting for response)(?:\\.{1,3}|…)|\\besc (?:to )?cancel\\b',
    ),
    rests('prompt', 10, '^ *(?:> |::: ?).*(?:\\n.*){0,8}ctrl\\+p commands'),
  ],
})
