import { hostname, userInfo } from 'node:os'
import type {
  PlaybookLine,
  PlaybooksAnswer,
  PlaybookText,
} from '../../state/host-requests/playbooks-request.ts'
import { sentence, toFailure } from '../../state/model/failure.ts'
import type { DirectCommand } from '../../state/model/messages/direct-command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import { eventText } from '../../state/playbooks/event-text.ts'
import type { Playbooks } from '../../state/playbooks/playbook-order.ts'
import type { PlaybookRow } from '../../state/playbooks/playbook-spec.ts'
import { type Clean, clean, cleanName, says } from '../../state/text/clean.ts'

type AskPlaybooks = Extract<DirectCommand, { type: 'ask-playbooks' }>

/** Maximum lines of a playbook that the screen keeps; the oldest are dropped. */
const MOST = 10_000

/** Requests of the playbooks screen. */
export function createPlaybookRequests(
  open: () => Promise<Playbooks>,
  dispatch: (event: Event) => void,
): (command: AskPlaybooks) => Promise<Event | void> {
  const tell = (host: string, answer: PlaybooksAnswer) =>
    dispatch({ type: 'playbooks-answered', host, answer })

  async function list(playbooks: Playbooks, host: string): Promise<void> {
    try {
      tell(host, { of: 'list', rows: (await playbooks.list(host)).map(toLine) })
    } catch (thrown) {
      tell(host, { of: 'list', failure: sentence(toFailure(thrown, host)) })
    }
  }

  return async ({ host, ask }) => {
    const playbooks = await open()
    if (ask.do === 'list') return list(playbooks, host)
    const row = await playbooks.find(ask.id, [host])
    if (ask.do === 'show') return tell(host, { of: 'text', text: await read(playbooks, row) })
    try {
      const text = await act(playbooks, row, ask)
      return { type: 'did', text, about: { host } }
    } finally {
      await list(playbooks, host)
    }
  }
}

async function act(
  playbooks: Playbooks,
  row: PlaybookRow,
  ask: Exclude<AskPlaybooks['ask'], { do: 'list' } | { do: 'show' }>,
): Promise<Clean> {
  const { host, spec } = row
  if (ask.do === 'answer') {
    await playbooks.answer(host, spec.id, ask.answer, whoAsks())
    return says`${spec.name} on ${host} was told: ${ask.answer}.`
  }
  if (ask.do === 'stop') {
    await playbooks.stop(host, spec.id, whoAsks())
    return says`${spec.name} on ${host} is being stopped.`
  }
  await playbooks.resume(row, {})
  return says`${spec.name} on ${host} goes on.`
}

/** Identifies who answers or stops, for other users: USER@HOST. */
function whoAsks(): string {
  return `${userInfo().username}@${hostname()}`
}

async function read(playbooks: Playbooks, { host, spec }: PlaybookRow): Promise<PlaybookText> {
  const lines: string[] = []
  await playbooks.follow(host, spec.id, {
    once: true,
    event: event => lines.push(...eventText(event, spec.id)),
  })
  const title = says`${spec.name}, ${spec.agent} on ${host}:${spec.directory}`
  return { id: spec.id, title, lines: lines.slice(-MOST).map(line => clean(line)) }
}

function toLine({ host, spec, state, end, question }: PlaybookRow): PlaybookLine {
  return {
    ...{ host, id: spec.id, created: spec.created, state, end, question },
    name: cleanName(spec.name),
    agent: cleanName(spec.agent),
    directory: cleanName(spec.directory),
  }
}
