import { entryOf } from '../../state/hosts/config-entry.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Mode } from '../model/view.ts'
import { hostOf } from '../sessions/action-target.ts'
import { type Binding, hint, inModes, inPanels } from '../view/binding.ts'
import { selectedHost } from './host-list.ts'
import {
  whyNotChange,
  whyNotDialSelected,
  whyNotEdit,
  whyNotLogIn,
  whyNotLogInSelected,
  whyNotTest,
} from './host-refusals.ts'

const ANYWHERE: readonly Mode[] = ['normal', 'welcome']
const HOSTS: readonly Mode[] = ['hosts']

/** Keys of the hosts screen, and the keys that open it. */
export const hostKeys: readonly Binding[] = [
  inModes(ANYWHERE, ['H'], 'the hosts: add, test, change, log in', openHosts),
  inPanels(
    ['pool'],
    ['e'],
    'show why the host is down, and what to do',
    openHosts,
    hint(2.2, 'why'),
  ),
  inPanels(['pool'], ['c'], 'log in to the host on this terminal', logInHere, {
    refused: state => whyNotLogIn(state, hostOf(state)),
    ...hint(2.1, 'log in'),
  }),

  inModes(HOSTS, ['j', 'Down'], 'down a row', { type: 'move', by: 1 }),
  inModes(HOSTS, ['k', 'Up'], 'up a row', { type: 'move', by: -1 }),
  inModes(HOSTS, ['g', 'Home'], 'first row', { type: 'first' }),
  inModes(HOSTS, ['G', 'End'], 'last row', { type: 'last' }),
  inModes(HOSTS, ['PPage'], 'a page up', { type: 'page', by: -1 }),
  inModes(HOSTS, ['NPage'], 'a page down', { type: 'page', by: 1 }),
  inModes(HOSTS, ['C-u'], 'up in the text below the rows', { type: 'scroll-detail', by: -5 }),
  inModes(HOSTS, ['C-d'], 'down in the text below the rows', { type: 'scroll-detail', by: 5 }),
  inModes(HOSTS, ['/'], 'filter: words that must occur, !word leaves out', {
    type: 'ask',
    mode: 'filter',
  }),

  inModes(HOSTS, ['a'], 'add a host', { type: 'open-host-form', host: null }, hint(0, 'add')),
  inModes(HOSTS, ['Enter', 'e'], 'change the host', onHost(edit), {
    refused: whyNotEdit,
    ...hint(1, 'change'),
  }),
  inModes(HOSTS, ['t'], 'test the host', test(false), { refused: whyNotTest, ...hint(2, 'test') }),
  inModes(HOSTS, ['T'], 'test the host, and look for agents', test(true), { refused: whyNotTest }),
  inModes(HOSTS, ['C-t'], 'test all enabled hosts', testAll),
  inModes(HOSTS, ['c'], 'log in to the host on this terminal', onHost(logIn), {
    refused: whyNotLogInSelected,
    ...hint(3, 'log in'),
  }),
  inModes(
    HOSTS,
    ['r'],
    'reconnect the host now',
    onHost(host => ({ type: 'dial', host })),
    {
      refused: whyNotDialSelected,
      ...hint(4, 'dial'),
    },
  ),
  inModes(HOSTS, ['d'], 'disable or enable the host', onHost(switched), {
    refused: whyNotChange,
    ...hint(5, 'off/on'),
  }),
  inModes(
    HOSTS,
    ['*'],
    'set or clear the mark "default" of the host, which has no other effect',
    onHost(marked),
    {
      refused: whyNotChange,
    },
  ),
  inModes(
    HOSTS,
    ['x'],
    'remove the host (asks first)',
    onHost(host => ({ type: 'ask-drop', host })),
    {
      refused: whyNotChange,
      ...hint(8, 'remove'),
    },
  ),
  inModes(
    HOSTS,
    ['i'],
    'import hosts of ~/.ssh/config',
    state => pickFrom(state, 'ssh'),
    hint(6, 'import'),
  ),
  inModes(
    HOSTS,
    ['D'],
    'find containers and pods',
    state => pickFrom(state, 'docker'),
    hint(7, 'discover'),
  ),
  inModes(HOSTS, ['E'], 'what happened: the event log', { type: 'ask', mode: 'log' }),
  inModes(HOSTS, ['?'], 'the keys', { type: 'ask', mode: 'help' }, hint(10, 'keys')),
  inModes(
    HOSTS,
    ['Escape', 'q', 'H', 'C-c'],
    'back to the panels',
    { type: 'back' },
    hint(11, 'back'),
  ),
]

function openHosts(state: UiState): UiIntent {
  const host = hostOf(state)
  return { type: 'open-hosts', ...(host !== '' && { host }) }
}

/** A key that acts on the selected host; it is refused without a selected host. */
function onHost(ask: (host: string, state: UiState) => UiIntent): Binding['run'] {
  return state => {
    const host = selectedHost(state)
    return host ? ask(host.config.name, state) : { type: 'say', text: 'No host is selected.' }
  }
}

/** A host that is not in the configuration yet opens in the form as a new host. */
function edit(host: string, { hosts }: UiState): UiIntent {
  const config = hosts.get(host)?.config
  if (!config?.joined) return { type: 'open-host-form', host }
  return { type: 'open-host-form', host: null, entry: entryOf(config) }
}

function logInHere(state: UiState): UiIntent {
  return logIn(hostOf(state))
}

function logIn(host: string): UiIntent {
  return { type: 'connect-host', host, waits: true }
}

function test(agents: boolean): Binding['run'] {
  return onHost((host, state) => ({ type: 'test-host', host, agents, ref: refOf(state, host) }))
}

function testAll(state: UiState): readonly UiIntent[] {
  return [...state.hosts.values()]
    .filter(({ config }) => !config.disabled)
    .map(({ config: { name } }) => ({ type: 'test-host', host: name, ref: refOf(state, name) }))
}

function refOf({ now }: UiState, host: string): string {
  return `screen test ${host} ${now}`
}

function switched(host: string, { hosts }: UiState): UiIntent {
  const enabled = hosts.get(host)?.config.disabled ? null : false
  return { type: 'keep-host', host, change: { enabled } }
}

function marked(host: string, { hosts }: UiState): UiIntent {
  const isDefault = hosts.get(host)?.config.default ? null : true
  return { type: 'keep-host', host, change: { default: isDefault } }
}

function pickFrom({ now }: UiState, from: 'ssh' | 'docker'): UiIntent {
  return { type: 'pick-hosts', from, ref: `screen ${from} ${now}` }
}
