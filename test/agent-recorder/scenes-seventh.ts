import { allows, asks, rests } from './scene-kinds.ts'
import { type Scene, STOP } from './scenes.ts'
import type { SceneSet } from './scenes-fifth.ts'

const USUAL = [80, 24] as const
const SMALL = [56, 18] as const
const LOW = [132, 14] as const
const LARGE = [160, 48] as const
const SUITES = 'Lancer tous les tests|Seulement ceux qui ont échoué|Ne rien lancer'
const LONG_ANSWERS = [
  'Write the migration by hand, test it on a copy, and run it in the night from Saturday to Sunday',
  'Let the framework write it and read every line before it is merged into the main branch',
  'No migration: keep both columns until the last client is updated, which may take months',
].join('|')

const working = (name: string, prompt: string, how: string, more: Partial<Scene> = {}): Scene => ({
  ...{ name, shows: 'working', prompt, how, ...(!more.keys && { during: true }), ...more },
})
const typed = (name: string, types: string, how: string, more: Partial<Scene> = {}): Scene => ({
  ...{ name, shows: 'idle', types, how, ...more },
})

/** In a usual terminal, as most people have it. */
const DAILY: SceneSet = {
  look: { name: '-daily', size: [110, 30], term: 'tmux-256color', env: {} },
  scenes: [
    rests('told-review', 'do %tell(review)', 'it has told findings that end with a question'),
    working('telling-review', 'do %begin(review)', 'it tells findings and goes on', {
      size: USUAL,
    }),
    allows('bash-git', 'do %run(git push --force-with-lease origin main)', 'it asks to push', {
      size: USUAL,
    }),
    allows(
      'bash-quoted',
      `do %run(grep -rn "Continue? [y/N]" src | head -3 > hits.txt)`,
      'it asks',
      {
        size: SMALL,
      },
    ),
    allows('write-page', 'do %write(docs/guide.md|readme)', 'it asks to write a file', {
      size: LARGE,
    }),
    allows('edit-second', 'do %write(parser.py|program)', 'the pointer is on the second answer', {
      keys: ['Down'],
    }),
    asks('ask-french', `do %ask(Que faut-il lancer ?|${SUITES})`, 'it asks in French'),
    asks('ask-last', `do %ask(How shall it be migrated?|${LONG_ANSWERS})`, 'on the third answer', {
      keys: ['Down', 'Down'],
      size: USUAL,
    }),
    working('thinking-low', 'do %silent()', 'it waits for its model', { size: LOW }),
    working('streaming-small', 'do %slow()', 'its model answers', { size: SMALL }),
    working('command-quiet', 'do %run(sleep 77)', 'its command prints nothing', {
      keys: ['Enter'],
      size: LOW,
    }),
    working('typing-question', 'do %slow()', 'its model answers while a question is typed', {
      types: 'should I proceed? (y/n)',
      size: USUAL,
    }),
    typed('draft-list', 'first: 1. parse 2. print', 'a draft with numbers is typed', {
      size: SMALL,
    }),
    rests('failed-once', 'do %error(500)', 'its service failed', { size: LOW }),
    rests('stopped-thinking', 'do %silent()', 'it was stopped while it waited', {
      during: true,
      keys: [STOP],
      size: USUAL,
    }),
    asks('models-large', '/model', 'its list of models is open', { size: LARGE }),
  ],
}

/** In a terminal without many colours, with another size. */
const SPARE: SceneSet = {
  look: { name: '-spare', size: [84, 25], term: 'screen-256color', env: { COLORFGBG: '15;0' } },
  scenes: [
    rests('told-survey', 'do %tell(survey)', 'it has told a quiz'),
    working('telling-survey', 'do %begin(survey)', 'it tells a quiz and goes on', { size: LOW }),
    allows('bash-spanish', "do %run(echo '¿Desea continuar? (s/n)' > aviso.txt)", 'it asks', {
      size: LOW,
    }),
    allows('script-small', 'do %script(heredoc)', 'it asks to run many lines', { size: SMALL }),
    allows('write-deep', 'do %write(a/very/deep/folder/with a space/file.ts|program)', 'it asks', {
      size: USUAL,
    }),
    allows('bash-no', 'do %run(dropdb production)', 'the pointer is on the last answer', {
      keys: ['Up'],
    }),
    asks('tick-two', 'do %tick(Which checks?|Types|Lint|Unit tests|Robot)', 'two are ticked', {
      keys: ['Space', 'Down', 'Space'],
      size: USUAL,
    }),
    asks('ask-two', 'do %ask(Is this right?|Yes|No)', 'it asks with two answers', { size: LARGE }),
    asks('sessions-small', '/resume', 'its list of sessions is open', { size: SMALL }),
    working('plan-usual', 'do %plan(Reproduce|Bisect|Mend|Write a test)', 'it has a list', {
      size: USUAL,
    }),
    working('queued-one', 'do %slow()', 'a further prompt waits', {
      during: true,
      keys: ['g', 'o', 'Enter'],
    }),
    working('streaming-large', 'do %slow()', 'its model answers', { size: LARGE }),
    typed('menu-low', '/', 'a slash is typed', { size: LOW }),
    typed('draft-plain', 'mend the parser, please', 'a draft is typed', { size: LARGE }),
    rests('answered-small', 'do %say(Done. Shall I commit it?)', 'it has asked in words', {
      size: SMALL,
    }),
    rests('refused-low', 'do %error(401)', 'its key was refused', { size: LOW }),
  ],
}

export const SEVENTH: readonly SceneSet[] = [DAILY, SPARE]
