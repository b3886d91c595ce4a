import { allows, asks, rests } from './scene-kinds.ts'
import { type Scene, STOP } from './scenes.ts'

/** How a terminal looks to an agent: which colours it may use, and how large it is. */
export interface Look {
  /** Behind the names of the scenes that every run has. */
  readonly name: string
  readonly size: readonly [columns: number, rows: number]
  /** Named as tmux's default-terminal. */
  readonly term: string
  readonly env: Readonly<Record<string, string>>
}

/** Scenes that are played one after another in a terminal of one look. */
export interface SceneSet {
  readonly scenes: readonly Scene[]
  readonly look?: Look
  /** Whether the tools of mcp-server.mjs are offered. */
  readonly mcp?: true
}

const SLIM = [48, 16] as const
const USUAL = [90, 26] as const
const LICENCES = 'MIT|Apache-2.0|GPL-3.0-only|BSD-3-Clause|MPL-2.0'
const PARTS = 'Parser|Lexer|Printer|Checker|Linker|Loader|Runner'

const working = (name: string, prompt: string, how: string, more: Partial<Scene> = {}): Scene => ({
  ...{ name, shows: 'working', prompt, how, ...(!more.keys && { during: true }), ...more },
})
const typed = (name: string, types: string, how: string, more: Partial<Scene> = {}): Scene => ({
  ...{ name, shows: 'idle', types, how, ...more },
})

/** In a large terminal of many colours. */
const RICH: SceneSet = {
  look: { name: '-rich', size: [140, 45], term: 'tmux-256color', env: { COLORTERM: 'truecolor' } },
  scenes: [
    rests('told-session', 'do %tell(session)', 'it has told a session of a shell'),
    allows('script-rich', 'do %script(heredoc)', 'it asks to run a command of many lines'),
    allows('write-two', 'do %both(one.md|two.md)', 'it asks to write two files'),
    asks('ask-licence', `do %ask(Which of these licences fits?|${LICENCES})`, 'it asks', {
      keys: ['Down', 'Down', 'Down'],
    }),
    working('thinking-rich', 'do %silent()', 'it waits for its model'),
    working('telling-session', 'do %begin(session)', 'its model has told a session and goes on'),
    working('command-prints', 'do %run(seq 30; sleep 83)', 'its command has printed', {
      keys: ['Enter'],
    }),
    asks('sessions-rich', '/resume', 'its list of sessions is open'),
    working('mode-changed', 'do %slow()', 'its mode was changed while it works', {
      during: true,
      keys: ['BTab'],
    }),
    { name: 'recalled', shows: 'idle', keys: ['Up'], how: 'its last prompt was called back' },
  ],
}

/** In a terminal as tmux offers it by itself. */
const PLAIN: SceneSet = {
  look: { name: '-plain', size: [100, 28], term: 'screen', env: {} },
  scenes: [
    allows('write-long', 'do %write(report.md|long)', 'it asks to write a long file'),
    allows('bash-refused', 'do %run(rm -r old)', 'its command was refused', {
      shows: 'idle',
      keys: [STOP],
    }),
    asks('ask-typed', 'do %ask(Which name?|alpha|beta|gamma)', 'an own answer is typed', {
      keys: ['Down', 'Down', 'Down'],
      types: 'delta',
    }),
    asks(
      'ask-danger',
      'do %ask(Delete 3 files? This cannot be undone.|Yes, delete them|No, keep them|Show them)',
      'it asks whether to delete',
    ),
    working('telling-picker', 'do %begin(picker)', 'its model has drawn a list and goes on'),
    working('queued-two', 'do %slow()', 'two further prompts wait', {
      during: true,
      keys: ['a', 'b', 'Enter', 'c', 'd', 'Enter'],
      size: USUAL,
    }),
    rests('cleared', '/clear', 'its conversation was cleared'),
    typed('shell-mode', '! ls -l', 'a command for its shell is typed'),
  ],
}

/** In a small terminal without colours. */
const BARE: SceneSet = {
  look: { name: '-bare', size: [72, 20], term: 'xterm', env: { NO_COLOR: '1' } },
  scenes: [
    rests('answered-bare', 'do %say(hello)', 'it has answered'),
    allows(
      'bash-pipe',
      'do %run(curl -fsSL https://example.org/install.sh | sudo bash -s -- --yes --prefix /opt)',
      'it asks to run a pipe',
    ),
    allows('edit-bare', 'do %write(parser.py|program)', 'it asks to change a file'),
    allows('deputy-bare', 'do %deputy(touch e.txt)', 'an agent that it has asked asks'),
    asks('tick-many', `do %tick(Which parts shall be there?|${PARTS})`, 'two of seven are ticked', {
      keys: ['Space', 'Down', 'Down', 'Space'],
    }),
    asks('ask-slim', 'do %ask(Shall it go on?|Yes|No)', 'it asks in a small pane', { size: SLIM }),
    working('streaming-bare', 'do %slow()', 'its model answers'),
    working('typing-bare', 'do %slow()', 'its model answers while somebody types', {
      types: '那么请看 2. this',
    }),
    working('plan-bare', 'do %plan(Find the error|Mend it|Try it|Tell of it)', 'it has a list'),
    rests('told-approval', 'do %tell(approval)', 'it has asked in words'),
    rests('stopped-slim', 'do %slow()', 'it was stopped', {
      during: true,
      keys: [STOP],
      size: SLIM,
    }),
    rests('overloaded', 'do %error(overloaded)', 'its service fails'),
    asks('models-bare', '/model', 'its list of models is open'),
    typed('menu-bare', '/c', 'a part of a command is typed'),
    { name: 'leaving', shows: 'idle', keys: ['C-c'], how: 'Ctrl-C was pressed once' },
  ],
}

export const FIFTH: readonly SceneSet[] = [RICH, PLAIN, BARE]
