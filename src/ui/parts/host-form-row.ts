import { choicesIn } from '../../state/host-choice.ts'
import type { FormRow, HostForm } from '../../state/host-screen.ts'
import { leavesToSsh } from '../../state/hosts/field.ts'
import { cut, fit as inCells, strip } from '../../state/text/text.ts'
import { wrap } from '../../state/text/wrap.ts'
import type { Theme } from '../theme.ts'
import { blockRows } from './block-rows.ts'
import type { Span } from './line.tsx'
import { lineSpans } from './line-input.ts'

export interface FormRowProps {
  readonly row: FormRow
  readonly form: HostForm
  readonly columns: number
  readonly error?: string
}

const LABEL = 12
/** Rows of a text of several lines. */
const MOST = 6

const ABOUT: Readonly<Record<FormRow, string>> = {
  name: 'what it is called in fleetmux',
  transport:
    'ssh: your own ssh. ssh2: without one. docker: a container. kube: a pod. space, left, right change it',
  host: 'host name, IP address, or a Host of ~/.ssh/config',
  port: 'empty: 22, or what your ssh config says',
  user: 'empty: you, or what your ssh config says',
  key: 'path of a private key; offered first; then those that your ssh config names. empty: as ssh has it',
  jump: 'hosts to go through, [user@]name[:port], parted by commas',
  pod: 'the name of a pod; or else a selector',
  selector: 'label=value; finds the pod, also the one that replaces it',
  container: 'its name',
  namespace: "empty: the context's own",
  context: 'empty: the one that is set',
  workdir: 'where commands run in it',
  directory: 'where new sessions start: / or ~/. empty: home',
  environment: 'NAME=value for all that is started there; ctrl-j: one more',
  tags: 'words to select by, parted by commas',
  tier: 's, m, l or xl: with it, it takes sessions of the pool',
  capacity: 'how many sessions it has room for',
  region: 'a word of your own, to place sessions by',
  attach: 'ssh or mosh carries your terminal. space, left, right change it',
  enabled: 'no: it is kept, and never connected to',
  default: 'a mark; nothing is ever chosen because of it',
}

/** ssh2 is a client of its own: it reads no ssh config. */
const SSH2: Partial<Readonly<Record<FormRow, string>>> = {
  host: 'host name or IP address; ssh2 reads no ssh config',
  port: 'empty: 22',
  user: 'empty: you',
  key: 'path of a private key; with it only that key is offered. empty: your agent, and ~/.ssh/id_*',
}

/** In a pod the container goes without saying, where there is but one. */
export function aboutRow({ current, texts, host, asks }: HostForm): string {
  if (asks) return 'asking ssh where it would go…'
  if (current === 'container' && texts.transport === 'kube')
    return 'which one of the pod, where it has several'
  if (current === 'user' && texts.transport === 'docker')
    return 'who runs the commands there: USER, UID or USER:GROUP'
  if (current === 'host' && leavesToSsh(texts) && host !== null)
    return 'using ssh config; ctrl-x writes down here where ssh would go'
  return (texts.transport === 'ssh2' ? SSH2[current] : undefined) ?? ABOUT[current]
}

/** A row of the form as lines of the screen: mostly one, and what is wrong below where there is no room beside. */
export function rowLines(props: FormRowProps, theme: Theme): readonly (readonly Span[])[] {
  const { row, form, columns, error } = props
  const isCurrent = row === form.current
  const label: Span = {
    text: `${isCurrent ? theme.glyphs.mark : ' '}${inCells(row, LABEL)}`,
    look: isCurrent ? theme.accent : theme.dim,
  }
  const room = Math.max(8, columns - LABEL - 3)
  const lines = row === 'environment' ? environment(props, room) : [text(props, room, theme)]
  const indent: Span = { text: ' '.repeat(LABEL + 1) }
  const wrong = error === undefined ? [] : wrap(error, room - 2)
  return [
    ...lines.map((spans, index) => [index === 0 ? label : indent, ...spans]),
    ...wrong.map((line, index) => {
      const text = `${index === 0 ? theme.glyphs.failed : ' '} ${line}`
      return [indent, { text, look: theme.bad }]
    }),
  ]
}

function environment({ row, form }: FormRowProps, room: number): readonly (readonly Span[])[] {
  if (row === form.current) return blockRows(form.block, room, MOST)
  return form.texts[row].split('\n').map(line => [{ text: cut(strip(line), room) }])
}

function text({ row, form }: FormRowProps, room: number, theme: Theme): readonly Span[] {
  const value = form.texts[row]
  const isCurrent = row === form.current
  const all = choicesIn(row)
  if (all.length > 0) return choiceSpans(all, value, { room, isCurrent, theme })
  if (isCurrent) return lineSpans({ text: value, cursor: form.block.column }, room)
  return [
    { text: cut(strip(value), room) },
    { text: value === '' ? ` ${left(row, form)}`.slice(0, room) : '', look: theme.dim },
  ]
}

/** All of them side by side, or where there is no room the one that is chosen and how many there are. */
function choiceSpans(
  all: readonly string[],
  value: string,
  { room, isCurrent, theme }: { room: number; isCurrent: boolean; theme: Theme },
): readonly Span[] {
  const words = all.map(each => (each === '' ? 'not said' : each))
  const chosen = words[all.indexOf(value)] ?? value
  const own = { text: `[${chosen}]`, look: isCurrent ? theme.selected : theme.strong }
  if (words.join('  ').length + 2 > room) {
    return [own, { text: ` ${all.indexOf(value) + 1} of ${all.length}`, look: theme.dim }]
  }
  return words.map(word => (word === chosen ? own : { text: ` ${word} `, look: theme.dim }))
}

/** What holds where nothing is written. */
function left(row: FormRow, { texts }: HostForm): string {
  if (!['port', 'user', 'key'].includes(row)) return ''
  return leavesToSsh(texts) ? 'using ssh config' : ''
}
