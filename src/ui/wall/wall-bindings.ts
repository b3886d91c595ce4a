import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Mode } from '../model/view.ts'
import { subjectOf, whyNotAttach, whyNotDialHost, whyNotType } from '../sessions/action-target.ts'
import { type Binding, hint, inModes, inPanels } from '../view/binding.ts'
import { focusOn, hungOn, tilesOf } from './tile.ts'
import { needyPlaces } from './tile-direction.ts'

const WALL: readonly Mode[] = ['wall']

export const wallKeys: readonly Binding[] = [
  inPanels(
    null,
    ['W'],
    'the wall: many sessions live at once',
    { type: 'ask', mode: 'wall' },
    hint(8.5, 'wall'),
  ),

  inModes(WALL, ['h', 'Left'], 'the session to the left', { type: 'tile', to: 'left' }),
  inModes(WALL, ['j', 'Down'], 'the session below', { type: 'tile', to: 'down' }),
  inModes(WALL, ['k', 'Up'], 'the session above', { type: 'tile', to: 'up' }),
  inModes(WALL, ['l', 'Right'], 'the session to the right', { type: 'tile', to: 'right' }),
  inModes(
    WALL,
    ['Tab'],
    'the next session, wrapping around',
    { type: 'tile', to: 'next' },
    hint(7, 'next'),
  ),
  inModes(WALL, ['BTab'], 'the previous session, wrapping around', {
    type: 'tile',
    to: 'previous',
  }),
  inModes(WALL, ['g', 'Home'], 'the first session', { type: 'tile', to: 'first' }),
  inModes(WALL, ['G', 'End'], 'the last session', { type: 'tile', to: 'last' }),
  inModes(WALL, ['NPage', 'C-d', ']'], 'the next page', { type: 'turn-wall', by: 1 }),
  inModes(WALL, ['PPage', 'C-u', '['], 'the previous page', { type: 'turn-wall', by: -1 }),
  inModes(
    WALL,
    ['z', 'Space'],
    'show only this session, or all sessions',
    { type: 'zoom-tile' },
    { ...hint(2, 'zoom'), refused: whyNobody },
  ),
  inModes(
    WALL,
    ['Enter'],
    'close the wall and show the output of this session',
    { type: 'leave-wall', to: 'output' },
    { ...hint(1, 'output'), refused: whyNobody },
  ),
  inModes(
    WALL,
    ['w'],
    'another layout: grid, columns, one large',
    { type: 'next-layout' },
    hint(5, 'layout'),
  ),
  inModes(
    WALL,
    ['o'],
    'choose the sessions: marked, filtered, or needing you',
    { type: 'next-source' },
    hint(6, 'who'),
  ),
  inModes(
    WALL,
    ['/'],
    'filter: words that must occur, !word leaves out',
    { type: 'ask', mode: 'filter' },
    hint(8, 'filter'),
  ),
  inModes(
    WALL,
    ['.'],
    'the next session that needs you',
    { type: 'tile', to: 'need' },
    { refused: whyNoNeed },
  ),
  inModes(WALL, ['A'], 'answer the waiting agents, one after the other', {
    type: 'ask',
    mode: 'answer',
  }),
  inModes(
    WALL,
    ['s'],
    'send a line to this session',
    { type: 'ask', mode: 'send' },
    { ...hint(3, 'send'), refused: onTile(whyNotType) },
  ),
  inModes(
    WALL,
    ['i'],
    'type directly into this session',
    { type: 'ask', mode: 'type' },
    { ...hint(4, 'type'), refused: onTile(whyNotType) },
  ),
  inModes(WALL, ['a'], 'attach this terminal to the session until you detach', attach, {
    refused: onTile(whyNotAttach),
  }),
  inModes(
    WALL,
    ['B'],
    'write to all shown sessions',
    { type: 'ask', mode: 'compose' },
    { ...hint(2.5, 'broadcast'), refused: whyNobody },
  ),
  inModes(
    WALL,
    ['I'],
    'send C-c to all shown sessions (asks first)',
    { type: 'ask', mode: 'interrupt' },
    {
      refused: whyNobody,
    },
  ),
  inModes(WALL, ['R'], 'the delivery report of the last texts', {
    type: 'ask',
    mode: 'receipts',
  }),
  inModes(
    WALL,
    ['C-r'],
    'start or stop recording the shown panes',
    state => ({ type: 'record', targets: tilesOf(state).map(({ target }) => target) }),
    { refused: whyNobody },
  ),
  inModes(
    WALL,
    ['r'],
    'reconnect the host of this session now',
    state => ({ type: 'dial', host: hostOfTile(state) }),
    { refused: state => whyNotDialHost(state, hostOfTile(state)) },
  ),
  inModes(WALL, ['C-l'], 'redraw the screen', () => null),
  inModes(WALL, ['C-z'], 'suspend fleetmux and go to the shell; fg comes back', () => null),
  inModes(WALL, ['E'], 'what happened: the event log', { type: 'ask', mode: 'log' }),
  inModes(WALL, ['?'], 'the keys', { type: 'ask', mode: 'help' }, hint(10, 'keys')),
  inModes(
    WALL,
    ['Escape', 'W', 'q', 'C-c'],
    'back from one session to all sessions, or to the panels',
    { type: 'leave-wall' },
    hint(9, 'leave'),
  ),
]

function attach(state: UiState): UiIntent {
  const target = subjectOf(state)
  return target ? { type: 'attach', target } : { type: 'say', text: 'The wall shows no session.' }
}

/** The host of the focused tile, which may differ from the host selected in the pool. */
function hostOfTile(state: UiState): string {
  return hungOn(state)[focusOn(state)]?.host.config.name ?? ''
}

/** Extends `why` (the reason why a key is refused): a key is also refused while the wall shows no session. */
function onTile(why: (state: UiState) => string | null): (state: UiState) => string | null {
  return state => whyNobody(state) ?? why(state)
}

function whyNobody(state: UiState): string | null {
  return hungOn(state).length > 0 ? null : 'The wall shows no session.'
}

function whyNoNeed(state: UiState): string | null {
  return needyPlaces(state).length > 0 ? null : 'No agent on the wall needs you.'
}
