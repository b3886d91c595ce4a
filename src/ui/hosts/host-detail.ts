import { whereText } from '../../state/hosts/describe.ts'
import { isReached, linkText } from '../../state/hosts/link-text.ts'
import type { HostTest } from '../../state/model/check.ts'
import type { Host } from '../../state/model/fleet.ts'
import { pad } from '../../state/text/text.ts'
import { wrap } from '../../state/text/wrap.ts'
import type { UiState } from '../model/ui-state.ts'

/** One line of the details of a host. */
export interface DetailLine {
  readonly text: string
  readonly look: 'plain' | 'dim' | 'strong' | 'accent' | 'good' | 'warn' | 'bad'
}

const LABEL = 13

/** The details of a host: its failure and what to do, its configuration, and its newest test. */
export function detailLines(
  state: Pick<UiState, 'tests'>,
  host: Host | undefined,
  columns: number,
): readonly DetailLine[] {
  if (!host) return [{ text: 'No host matches the filter.', look: 'dim' }]
  const test = state.tests?.get(host.config.name)
  return [
    ...trouble(host, columns),
    ...facts(host).flatMap(([name, text]) => labelled(name, text, 'plain', columns)),
    ...(test ? [{ text: '', look: 'plain' } as const, ...testLines(test, columns)] : []),
  ]
}

/** The results of a test so far, and its verdict. */
export function testLines(test: HostTest, columns: number): readonly DetailLine[] {
  const found = test.checks.flatMap(({ name, state, found: text, hint }) => [
    ...labelled(name, `${SIGNS[state]} ${text}`, LOOKS[state], columns),
    ...(hint === undefined ? [] : labelled('', `  ${hint}`, 'plain', columns)),
  ])
  return [...found, verdict(test)]
}

const SIGNS = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const
const LOOKS = { ok: 'good', warn: 'warn', fail: 'bad' } as const

function verdict(test: HostTest): DetailLine {
  if (!test.isOver) return { text: 'testing…', look: 'accent' }
  const failed = test.checks.filter(check => check.state === 'fail').length
  if (failed === 0) return { text: 'No check failed.', look: 'good' }
  return {
    text: failed === 1 ? 'One check failed.' : `${failed} checks failed.`,
    look: 'bad',
  }
}

/** Why the host cannot be used, if the reason is known. */
function trouble(host: Host, columns: number): readonly DetailLine[] {
  const { failure } = host.link
  const name = host.config.name
  if (isReached(host) || !failure) {
    const words = isReached(host) ? `is ${upText(host)}: ${serverText(host)}` : linkText(host)
    return wrapped(`${name} ${words}`, isReached(host) ? 'good' : 'warn', columns)
  }
  const { what, why, hint } = failure
  return [
    ...wrapped(what, 'bad', columns),
    ...(why === undefined ? [] : labelled('why', why, 'plain', columns)),
    ...(hint === undefined ? [] : labelled('do now', hint, 'strong', columns)),
    ...labelled('here', keysOf(host), 'accent', columns),
  ]
}

/** The keys that help with a host that is down. */
function keysOf({ config }: Host): string {
  if (config.disabled) return 'd enables the host'
  const logIn = config.transport === 'ssh' ? 'c logs in on this terminal, ' : ''
  return `${logIn}r reconnects, t tests, e edits`
}

function upText(host: Host): string {
  const words = linkText(host)
  return /^\d/.test(words) ? `up, ${words}` : words
}

function serverText({ config, server, sessions, unshown = [] }: Host): string {
  if (server.state === 'no-tmux') return 'no tmux on the host'
  if (server.state !== 'running') return 'no tmux server is running'
  const count = sessions.size
  const note = server.path === 'swept' ? `, polled: ${server.note ?? 'older than 3.2'}` : ''
  const more =
    unshown.length === 0
      ? ''
      : `, not shown: ${unshown.map(each => `${config.name}+${each}`).join(', ')}`
  return `tmux ${server.version}, ${count} ${count === 1 ? 'session' : 'sessions'}${note}${more}`
}

function facts({ config }: Host): readonly (readonly [string, string])[] {
  const {
    key,
    directory,
    environment = {},
    tags = [],
    jump,
    context,
    user,
    workdir,
    socket,
    from,
  } = config
  const rows: [string, string | undefined][] = [
    ['address', whereText(config)],
    ['through', jump],
    ['context', context],
    ['user', user],
    ['workdir', workdir],
    ['tmux server', socket],
    ['key', key],
    ['directory', directory],
    // Shows only the names of the variables: their values may be secrets.
    ['environment', Object.keys(environment).join(', ')],
    ['tags', tags.join(', ')],
    ['attach', config.attach],
    ['from', from],
  ]
  return rows.flatMap(([name, text]) => (text ? [[name, text] as const] : []))
}

function labelled(
  name: string,
  text: string,
  look: DetailLine['look'],
  columns: number,
): readonly DetailLine[] {
  return wrap(text, columns - LABEL).map((line, index) => ({
    text: `${pad(index === 0 ? name : '', LABEL)}${line}`,
    look,
  }))
}

function wrapped(text: string, look: DetailLine['look'], columns: number): readonly DetailLine[] {
  return wrap(text, columns).map(line => ({ text: line, look }))
}
