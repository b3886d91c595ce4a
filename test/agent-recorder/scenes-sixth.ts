import { allows, asks, rests } from './scene-kinds.ts'
import { type Scene, STOP } from './scenes.ts'
import type { SceneSet } from './scenes-fifth.ts'

const USUAL = [80, 24] as const
const NARROW = [60, 20] as const
const FLAT = [100, 12] as const
const WIDE = [200, 50] as const
const WAYS = 'Zeile für Zeile prüfen|Größe vorher schätzen|Abbrechen und später fragen'
const NINE = Array.from({ length: 9 }, (_, index) => `Zweig ${index + 1}`).join('|')

const working = (name: string, prompt: string, how: string, more: Partial<Scene> = {}): Scene => ({
  ...{ name, shows: 'working', prompt, how, ...(!more.keys && { during: true }), ...more },
})
const typed = (name: string, types: string, how: string, more: Partial<Scene> = {}): Scene => ({
  ...{ name, shows: 'idle', types, how, ...more },
})

/** In a light terminal of many colours, with the tools of a server. */
const LIGHT: SceneSet = {
  look: {
    name: '-light',
    size: [120, 40],
    term: 'tmux-256color',
    env: { COLORFGBG: '0;15', COLORTERM: 'truecolor' },
  },
  mcp: true,
  scenes: [
    rests('told-rebase', 'do %tell(rebase)', 'it has told of a rebase that asks'),
    working('telling-rebase', 'do %begin(rebase)', 'it tells of a rebase and goes on', {
      size: USUAL,
    }),
    allows('fetch', 'do %fetch(https://example.org/a)', 'it asks to fetch a page', { size: USUAL }),
    allows('server-tool', 'do %use(buy milk)', 'it asks to use the tool of a server'),
    asks('ask-deutsch', `do %ask(Wie soll es weitergehen?|${WAYS})`, 'it asks in German', {
      size: NARROW,
    }),
    working('menu-working', 'do %slow()', 'a list of commands is open while it works', {
      types: '/',
      size: USUAL,
    }),
    allows('script-flat', 'do %script(heredoc)', 'it asks to run a command of many lines', {
      size: FLAT,
    }),
    working(
      'command-asks',
      `do %run(printf 'Overwrite parser.py? [y/N] '; sleep 86)`,
      'its command has printed a question',
      { keys: ['Enter'], size: USUAL },
    ),
    rests('ask-left', `do %ask(Wie soll es weitergehen?|${WAYS})`, 'its question was left', {
      keys: [STOP],
      size: USUAL,
    }),
    rests('told-keys', 'do %tell(keys)', 'it has told the end of a dialog', { size: NARROW }),
    working('plan-narrow', 'do %plan(Fehler suchen|Fehler beheben|Prüfen)', 'it has a list', {
      size: NARROW,
    }),
    typed('files-flat', 'siehe @', 'an at sign is typed', { size: FLAT }),
    typed('menu-wide', '/', 'a slash is typed', { size: WIDE }),
    asks('tick-deutsch', `do %tick(Was soll geprüft werden?|${WAYS})`, 'one of three is ticked', {
      keys: ['Down', 'Space'],
      size: WIDE,
    }),
    asks('sessions-usual', '/resume', 'its list of sessions is open', { size: USUAL }),
    allows('planned', 'do %planned(1. Lesen 2. Ändern 3. Prüfen)', 'it asks to carry out a plan'),
    // Last: its agent goes on in the background.
    working('delegated-wide', 'do %delegate(30)', 'it has asked another agent', { size: WIDE }),
  ],
}

/** In a usual terminal of few colours. */
const FEW: SceneSet = {
  look: { name: '-few', size: [80, 24], term: 'screen', env: { COLORTERM: '' } },
  mcp: true,
  scenes: [
    rests('told-deutsch', 'do %tell(deutsch)', 'it has asked in German words'),
    working('telling-deutsch', 'do %begin(deutsch)', 'it has asked in German and goes on', {
      size: FLAT,
    }),
    rests('told-japanese', 'do %tell(japanese)', 'it has asked in Japanese words', {
      size: NARROW,
    }),
    asks(
      'ask-japan',
      'do %ask(どれにしますか？|書き直す|修正する|そのまま)',
      'it asks in Japanese',
      {
        size: FLAT,
      },
    ),
    allows('bash-japan', "do %run(echo '続行しますか？ [y/N]' > 質問.txt)", 'it asks to run it', {
      size: NARROW,
    }),
    allows('write-japan', 'do %write(メモ.md|readme)', 'it asks to write a file in Japanese'),
    allows('edit-narrow', 'do %write(parser.py|program)', 'it asks to change a file', {
      size: NARROW,
    }),
    allows('bash-always', 'do %run(touch always.txt)', 'the pointer is on the second answer', {
      keys: ['Down'],
      size: FLAT,
    }),
    allows('write-both', 'do %both(eins.md|zwei.md)', 'it asks to write two files', { size: FLAT }),
    asks('ask-nine', `do %ask(Welcher Zweig?|${NINE})`, 'its pointer is on the sixth of nine', {
      keys: ['Down', 'Down', 'Down', 'Down', 'Down'],
      size: FLAT,
    }),
    asks('several-flat', 'do %several(Ist es öffentlich?|Ist es schnell?)', 'it asks twice', {
      keys: ['Enter'],
    }),
    working('queued-held', 'do %silent()', 'a further prompt waits while it thinks', {
      during: true,
      keys: ['u', 'n', 'd', 'Enter'],
      size: FLAT,
    }),
    rests('stopped-wide', 'do %begin(list)', 'it was stopped after a list', {
      during: true,
      keys: [STOP],
      size: WIDE,
    }),
    rests('broken-flat', 'do %error(500)', 'its service fails', { size: FLAT }),
    typed('draft-umlaut', 'Könntest du prüfen, ob das geht? (j/n) ', 'a draft asks', {
      size: FLAT,
    }),
    asks('models-narrow', '/model', 'its list of models is open', { size: NARROW }),
    working('compacting-flat', '/compact', 'it makes its context smaller', {
      held: true,
      size: FLAT,
    }),
    allows('deputy-wide', 'do %deputy(touch f.txt)', 'an agent that it has asked asks', {
      size: WIDE,
    }),
  ],
}

export const SIXTH: readonly SceneSet[] = [LIGHT, FEW]
