import { type Member, memberNames } from '../../state/group-talk/member.ts'
import type { Target } from '../../state/model/target.ts'
import { find, paneOf } from '../../state/targets/target.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import { hostOf, subjectOf } from '../sessions/action-target.ts'
import { markedTargets } from '../sessions/mark.ts'
import { type Handlers, step } from '../view/step.ts'
import { say, withView } from '../view/toast.ts'

/** Name of the session with the shell, the same that `fleetmux term HOST` uses. */
const TERM = 'term'

/** Message handlers for questions to several agents, and for shells that this screen opens on hosts. */
export const talkRequests: Handlers = {
  'begin-talk': (state, { question, members }) => {
    const talk = `${state.now} ${members.map(({ name }) => name).join(' ')}`
    const opened = withView(state, {
      ...{ mode: 'talk', scroll: 0 },
      talk: { talk, question, members, answers: [] },
    })
    return step(opened, { type: 'ask-agents', talk, question, members })
  },
  'show-talk': state =>
    step(
      state.view.talk
        ? withView(state, { mode: 'talk', scroll: 0 })
        : say(state, 'You have asked no question yet. To ask one, mark sessions, then press Q.'),
    ),
  'agent-answered': (state, { talk, answer }) => {
    const shown = state.view.talk
    if (shown?.talk !== talk) return step(state)
    const next = withView(state, { talk: { ...shown, answers: [...shown.answers, answer] } })
    const isOver = shown.answers.length + 1 === shown.members.length
    return step(
      isOver && next.view.mode !== 'talk'
        ? say(
            next,
            `${shown.members.length === 1 ? 'The agent has' : 'All agents have'} answered. Type :talk to see what.`,
          )
        : next,
    )
  },
  'await-terminal': (state, { host }) => step(withView(state, { terminal: host })),
  failed: (state, { about }) => {
    const isIt = about && 'host' in about && about.host === state.view.terminal
    return step(isIt ? withView(state, { terminal: '' }) : state)
  },
  sessions: state => {
    const target = terminalOn(state, state.view.terminal)
    if (!target) return step(state)
    return step(withView(state, { terminal: '' }), { type: 'attach', target })
  },
}

/** The pane of fleetmux's terminal session (`TERM`) on this host; null: the host has no such session. */
function terminalOn(state: UiState, host: string): Target | null {
  if (!state.hosts.has(host)) return null
  const found = find(state, { host, session: TERM })
  return 'kind' in found ? null : found.target
}

/** Attaches to fleetmux's terminal session (a shell) on the selected host, which is created if necessary. */
export function openTerminal(state: UiState): readonly UiIntent[] {
  const host = (state.view.panel === 'pool' ? null : subjectOf(state)?.host) ?? hostOf(state)
  if (host === '') return [{ type: 'say', text: 'No host is selected.' }]
  const target = terminalOn(state, host)
  if (target) return [{ type: 'attach', target }]
  return [
    { type: 'await-terminal', host },
    { type: 'new', host, name: TERM },
  ]
}

/** The sessions to ask: the marked ones, or, if none is marked, the one of the pane that keys act on (`subjectOf`). */
export function membersToAsk(state: UiState): readonly Omit<Member, 'agent'>[] {
  const marked = markedTargets(state)
  const subject = subjectOf(state)
  const targets = marked.length > 0 ? marked : subject ? [subject] : []
  const places = targets.flatMap(target => {
    const found = paneOf(state, target)
    return found ? [{ host: target.host, session: found.session.name, target }] : []
  })
  const names = memberNames(places)
  return places.map((place, at) => ({ ...place, name: names[at] ?? '' }))
}

/** Asks the question in the input line to the agents that are to be asked, usually the marked ones. */
export function askTyped(state: UiState): readonly UiIntent[] {
  const question = state.view.line.text.trim()
  const members = membersToAsk(state)
  if (question === '' || members.length === 0) return [{ type: 'back' }]
  return [{ type: 'submit' }, { type: 'begin-talk', question, members }]
}
