import { randomBytes } from 'node:crypto'
import { hostname, userInfo } from 'node:os'
import type {
  PlaybookLine,
  PlaybooksAnswer,
  PlaybookText,
} from '../../state/host-requests/playbooks-request.ts'
import { sentence, toFailure } from '../../state/model/failure.ts'
import type { DirectCommand } from '../../state/model/messages/direct-command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { PlaybookDocument } from '../../state/playbooks/document.ts'
import { eventText } from '../../state/playbooks/event-text.ts'
import { makeOrder } from '../../state/playbooks/make-order.ts'
import type { Playbooks } from '../../state/playbooks/playbook-order.ts'
import type { PlaybookRow } from '../../state/playbooks/playbook-spec.ts'
import { makeRunId } from '../../state/runs/run-id.ts'
import { type Clean, clean, cleanName, says } from '../../state/text/clean.ts'

type AskPlaybooks = Extract<DirectCommand, { type: 'ask-playbooks' }>

/** Maximum lines of a playbook that the screen shows: the newest. A line before them counts the others. */
const MOST = 10_000
/** Maximum number of check boxes (tasks) of one document on the screen; a last line gives the number of the others. */
const MOST_TASKS = 500

/** Carries out the requests of the playbooks screen. */
export function createPlaybookRequests(
  open: () => Promise<Playbooks>,
  dispatch: (event: Event) => void,
  directoryOf: (host: string, pane: string) => Promise<string>,
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
    if (ask.do === 'names') {
      const directory = ask.pane === undefined ? ask.path : await directoryOf(host, ask.pane)
      const names = (await playbooks.names(host, directory)).map(name => clean(name))
      return tell(host, { of: 'names', directory: cleanName(directory), names })
    }
    if (ask.do === 'start') {
      const text = await start(playbooks, host, ask)
      await list(playbooks, host)
      return { type: 'did', text, about: { host } }
    }
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
  ask: Extract<AskPlaybooks['ask'], { do: 'answer' | 'stop' | 'resume' }>,
): Promise<Clean> {
  const { host, spec } = row
  if (ask.do === 'answer') {
    await playbooks.answer(host, spec.id, ask.answer, whoAsks())
    return says`Answered the playbook ${spec.name} on ${host}: ${ask.answer}.`
  }
  if (ask.do === 'stop') {
    await playbooks.stop(host, spec.id, whoAsks())
    return says`Stopping the playbook ${spec.name} on ${host}.`
  }
  await playbooks.resume(row, {})
  return says`Resumed the playbook ${spec.name} on ${host}.`
}

/** The user that answers or stops a playbook, as shown to other users: USER@HOST. */
function whoAsks(): string {
  return `${userInfo().username}@${hostname()}`
}

async function start(
  playbooks: Playbooks,
  host: string,
  { path, names, choices }: Extract<AskPlaybooks['ask'], { do: 'start' }>,
): Promise<Clean> {
  const found = await playbooks.look(host, { names, directory: path })
  const at = new Date()
  const id = makeRunId(at.getTime(), randomBytes(10))
  const order = makeOrder(found, { id, host, at }, choices)
  const notes: string[] = []
  // The screen cannot ask for approval now: commands that files of the repository name, such as a set-up command, are
  // listed in the result and not run.
  await playbooks.start(
    order,
    text => notes.push(text),
    async () => false,
  )
  return says`Started the playbook ${order.playbook.name} on ${host}, in ${found.directory}. ${notes.join(' ')}`
}

async function read(playbooks: Playbooks, { host, spec }: PlaybookRow): Promise<PlaybookText> {
  const lines: string[] = []
  let session = ''
  await playbooks.follow(host, spec.id, {
    once: true,
    event(event) {
      if (event.type === 'start') session = event.session.name
      lines.push(...eventText(event, spec.id))
    },
  })
  const { documents } = await playbooks.look(host, {
    names: spec.documents,
    directory: spec.directory,
  })
  const title = says`${spec.name}, ${spec.agent} on ${host}:${spec.directory}`
  const left = lines.length - MOST
  const earlier =
    left > 0 ? [`... ${left} earlier lines: \`fleetmux playbook show ${spec.id}\``] : []
  const shown = [...documents.flatMap(documentText), '', ...earlier, ...lines.slice(-MOST)]
  return { id: spec.id, title, session: clean(session), lines: shown.map(line => clean(line)) }
}

/** The text of a document and its check boxes, at most `MOST_TASKS` of them. */
function documentText({ path, tasks, halts }: PlaybookDocument): readonly string[] {
  const done = tasks.filter(({ isDone }) => isDone).length
  return [
    `== ${path}: ${done} of ${tasks.length} done`,
    ...halts.map(({ line, reason }) => `! halt marker in line ${line}: ${reason}`),
    ...tasks
      .slice(0, MOST_TASKS)
      .map(({ isDone, isGate, text }) => `${isDone ? '[x]' : isGate ? '[?]' : '[ ]'} ${text}`),
    ...(tasks.length > MOST_TASKS ? [`... ${tasks.length - MOST_TASKS} more`] : []),
  ]
}

function toLine({ host, spec, state, end, question }: PlaybookRow): PlaybookLine {
  return {
    ...{ host, id: spec.id, created: spec.created, state, end, question },
    name: cleanName(spec.name),
    agent: cleanName(spec.agent),
    directory: cleanName(spec.directory),
  }
}
