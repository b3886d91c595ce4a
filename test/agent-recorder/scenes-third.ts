import { allows, asks, rests } from './scene-kinds.ts'
import type { Scene } from './scenes.ts'
import { STOP } from './scenes.ts'

const LABELS = 'SQLite in one file beside the program|PostgreSQL|MariaDB with its replication'
const CITIES = Array.from({ length: 18 }, (_, index) => `City number ${index + 1}`).join('|')
const SMALL = [40, 12] as const
const NARROW = [60, 20] as const
const USUAL = [80, 24] as const
const ROOMY = [120, 40] as const
const WIDE = [200, 60] as const

const working = (name: string, prompt: string, how: string, more: Partial<Scene> = {}): Scene => ({
  ...{ name, shows: 'working', prompt, during: true, how, ...more },
})

/** Scenes of other words, sizes and keys than those of the first two recordings. */
export const THIRD: readonly Scene[] = [
  rests('told-cjk', 'do %tell(cjk)', 'it has answered in Chinese', { size: USUAL }),
  allows('bash-cjk', 'do %run(echo 你好世界 > 问候.txt)', 'it asks to run a command in Chinese', {
    size: USUAL,
  }),
  asks(
    'ask-cjk',
    'do %ask(使用哪个数据库？|SQLite 单个文件|PostgreSQL 服务器|MariaDB 与复制)',
    'it asks in Chinese',
    { size: NARROW },
  ),
  working('streaming-wide', 'do %slow()', 'its model answers in a very wide pane', { size: WIDE }),
  allows('bash-wide', 'do %run(make clean all)', 'it asks in a very wide pane', { size: WIDE }),
  allows('bash-down', 'do %run(touch second.txt)', 'the pointer is on the second answer', {
    keys: ['Down'],
    size: ROOMY,
  }),
  allows(
    'bash-push',
    'do %run(git commit -m "Fix: do you want this? [y/N]" && git push --force)',
    'it asks to run two commands',
    { size: USUAL },
  ),
  allows(
    'write-deep',
    'do %write(src/a/deep/directory/with/a/long/name/that/wraps/parser_of_lines.py)',
    'it asks to write a file with a long path',
    { size: NARROW },
  ),
  asks(
    'several',
    'do %several(Which database shall it be?|Which port shall it use?|Shall it be public?)',
    'it asks three questions',
    {},
  ),
  asks(
    'several-next',
    'do %several(Which database shall it be?|Which port shall it use?)',
    'it asks the second of two questions',
    { keys: ['Enter'], size: USUAL },
  ),
  asks('ask-scrolled', `do %ask(Which city shall it be?|${CITIES})`, 'its list is scrolled', {
    keys: ['Down', 'Down', 'Down', 'Down', 'Down', 'Down', 'Down', 'Down'],
    size: USUAL,
  }),
  asks(
    'ask-small',
    `do %ask(Which database shall it be?|${LABELS})`,
    'it asks in a very small pane',
    {
      size: SMALL,
    },
  ),
  allows('bash-small', 'do %run(touch small.txt)', 'it asks in a very small pane', { size: SMALL }),
  working('streaming-small', 'do %slow()', 'its model answers in a very small pane', {
    size: SMALL,
  }),
  working('telling-quiz', 'do %begin(quiz)', 'its model has told a quiz and goes on', {
    size: USUAL,
  }),
  working('telling-long', 'do %begin(long)', 'its model has told much and goes on', {
    size: NARROW,
  }),
  working('telling-table', 'do %begin(table)', 'its model has told key hints and goes on'),
  rests('told-quiz', 'do %tell(quiz)', 'it has told a quiz', { size: USUAL }),
  rests('told-table', 'do %tell(table)', 'it has told key hints', { size: ROOMY }),
  rests('told-diff', 'do %tell(diff)', 'it has offered a change in words', { size: USUAL }),
  rests('told-log', 'do %tell(log)', 'it has told a log', { size: NARROW }),
  working(
    'plan-small',
    'do %plan(Read it|Mend it|Test it|Ship it)',
    'it works with a list in a small pane',
    { size: NARROW },
  ),
  allows(
    'deputy',
    'do %deputy(touch deputy.txt)',
    'an agent that it has asked wants to run a command',
    { size: ROOMY },
  ),
  rests('background', 'do %background(sleep 65)', 'a command was begun in the background', {
    keys: ['Enter'],
  }),
  {
    ...{ name: 'command-narrow', shows: 'working', prompt: 'do %run(sleep 66)' },
    ...{ keys: ['Enter'], size: NARROW, how: 'it runs a command in a narrow pane' },
  },
  rests('broken-narrow', 'do %error(500)', 'its service fails in a narrow pane', { size: NARROW }),
  {
    name: 'compacting',
    shows: 'working',
    prompt: '/compact',
    during: true,
    held: true,
    how: 'it makes its context smaller',
  },
  {
    name: 'menu-some',
    shows: 'idle',
    types: '/re',
    size: USUAL,
    how: 'a part of a command is typed',
  },
  {
    name: 'files-some',
    shows: 'idle',
    types: 'look at @par',
    size: NARROW,
    how: 'a part of a file is typed',
  },
  {
    name: 'draft-cjk',
    shows: 'idle',
    types: '请看一下解析器 1. 首先',
    size: USUAL,
    how: 'a draft in Chinese is typed',
  },
  {
    name: 'draft-choice',
    shows: 'idle',
    types: '❯ 1. Yes  2. No  Enter to select',
    how: 'a draft looks like a dialog',
  },
  {
    name: 'themes',
    shows: 'waiting choice',
    prompt: '/theme',
    size: USUAL,
    how: 'its list of themes is open',
  },
  {
    name: 'rights',
    shows: 'waiting choice',
    prompt: '/permissions',
    how: 'its list of permissions is open',
  },
  working('stopping', 'do %slow()', 'it was stopped in a small pane', {
    keys: [STOP],
    shows: 'idle',
    size: SMALL,
  }),
]
