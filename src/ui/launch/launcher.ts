import { parseTier, TIER_NAMES } from '../../state/hosts/machine-size.ts'
import { COMMAND_MODES, LAUNCH_DEFAULTS, MOST_TURNS } from '../../state/launch/launch-defaults.ts'
import type { LaunchOrder } from '../../state/model/launch.ts'
import type { CommandMode } from '../../state/model/tracked-session.ts'
import { suggest } from '../../state/text/suggest.ts'
import { type Block, EMPTY_BLOCK, editBlock, insertText, moveRow, textOf } from '../edit/block.ts'
import { EMPTY_LINE, editedBy, insert, type Line, lineOf } from '../edit/line.ts'
import type { Launcher, LauncherField } from '../model/launcher.ts'
import type { UiState } from '../model/ui-state.ts'
import { withView } from '../view/toast.ts'

/** Maximum number of sessions to start at once; a larger number is refused: it is probably a typing error. */
const MOST = 32

/** Opens the dialog with the settings of the last launch. The selected host is not filled in. */
export function openLauncher(state: UiState): UiState {
  const last = state.launches.at(-1)?.order
  const texts: Readonly<Record<LauncherField, string>> = {
    agent: last?.agent ?? LAUNCH_DEFAULTS.agent,
    host: last?.host ?? '',
    size: last ? (last.tier ?? '') : LAUNCH_DEFAULTS.tier,
    repository: last?.repository ?? state.settings.directory ?? '',
    mode: last?.command ?? LAUNCH_DEFAULTS.command,
    turns: String(last?.maxTurns ?? LAUNCH_DEFAULTS.maxTurns),
    copies: '1',
  }
  const names = Object.keys(texts) as LauncherField[]
  const fields = names.map(name => ({ name, line: lineOf(texts[name]) }))
  const launcher: Launcher = { fields, prompt: EMPTY_BLOCK, current: fields.length }
  return withView(state, { mode: 'launch', launcher, form: null, toast: null })
}

export function typeInLauncher(state: UiState, text: string): UiState {
  return edited(
    state,
    line => insert(line, text),
    block => insertText(block, text),
  )
}

export function editLauncher(state: UiState, key: string): UiState {
  if (key === 'M-Enter' || key === 'C-j') return typeInLauncher(state, '\n')
  if (key === 'Up' || key === 'Down') return moveInLauncher(state, key === 'Up' ? -1 : 1)
  return edited(
    state,
    line => editedBy(line, key),
    block => editBlock(block, key) ?? block,
  )
}

/** Selects the next or previous field, wrapping around. */
export function turnLauncher(state: UiState, by: 1 | -1): UiState {
  const { launcher } = state.view
  if (!launcher) return state
  const count = launcher.fields.length + 1
  return change(state, { current: (launcher.current + by + count) % count })
}

/** The request to start sessions that the dialog describes; null if the dialog has errors. */
export function readLauncher(state: UiState): LaunchOrder | null {
  const { launcher } = state.view
  if (!launcher || errorsIn(state, launcher).size > 0) return null
  const host = textIn(launcher, 'host')
  const prompt = textOf(launcher.prompt)
  return {
    prompts: Array(Number(textIn(launcher, 'copies'))).fill(prompt),
    agent: textIn(launcher, 'agent'),
    command: modeIn(launcher) ?? LAUNCH_DEFAULTS.command,
    maxTurns: Number(textIn(launcher, 'turns')),
    tier: parseTier(textIn(launcher, 'size')),
    region: null,
    repository: textIn(launcher, 'repository'),
    ...(host !== '' && { host }),
  }
}

/**
 * Closes the dialog if all its fields are valid (the intent `launch` then starts the sessions); else shows the errors
 * beside the fields and selects the first field with one.
 */
export function submitLauncher(state: UiState, rest: UiState['view']['mode']): UiState {
  const { launcher } = state.view
  if (!launcher) return state
  const errors = errorsIn(state, launcher)
  if (errors.size === 0) return withView(state, { mode: rest, launcher: null })
  const fields = launcher.fields.map(({ name, line }) => {
    const error = errors.get(name)
    return { name, line, ...(error !== undefined && { error }) }
  })
  const first = fields.findIndex(field => field.error !== undefined)
  const next = change(state, { fields, current: first < 0 ? fields.length : first })
  const prompt = errors.get('prompt')
  return prompt === undefined ? next : withView(next, { toast: { text: prompt, tone: 'bad' } })
}

/** Hosts whose name begins with the text of the field; the default host is marked. */
export function launcherHosts(state: UiState): readonly string[] {
  const begun = state.view.launcher ? textIn(state.view.launcher, 'host') : ''
  return [...state.hosts.values()]
    .map(host => host.config)
    .filter(({ name, disabled }) => !disabled && name.startsWith(begun))
    .map(({ name, default: isDefault }) => (isDefault ? `${name} (default)` : name))
}

function whyNotHost({ hosts }: UiState, name: string): string | null {
  const host = hosts.get(name)
  if (host) return host.config.disabled ? `${name} is disabled` : null
  const near = suggest(name, [...hosts.keys()])
  return `There is no host ${name}${near ? `: did you mean ${near}?` : ''}`
}

function errorsIn(
  state: UiState,
  launcher: Launcher,
): ReadonlyMap<LauncherField | 'prompt', string> {
  const errors = new Map<LauncherField | 'prompt', string>()
  const host = textIn(launcher, 'host')
  const copies = textIn(launcher, 'copies')
  if (textIn(launcher, 'agent') === '') errors.set('agent', 'The agent is missing.')
  const noHost = host === '' ? null : whyNotHost(state, host)
  if (noHost) errors.set('host', noHost)
  const size = textIn(launcher, 'size')
  if (size !== '' && !parseTier(size)) errors.set('size', `One of ${TIER_NAMES.join(', ')}`)
  if (!modeIn(launcher)) errors.set('mode', `One of ${COMMAND_MODES.join(', ')}`)
  const turns = textIn(launcher, 'turns')
  if (!isNumber(turns, MOST_TURNS)) errors.set('turns', `A number from 1 to ${MOST_TURNS}`)
  if (textIn(launcher, 'repository') === '') errors.set('repository', 'The repository is missing.')
  if (!isNumber(copies, MOST)) errors.set('copies', `A number from 1 to ${MOST}`)
  if (textOf(launcher.prompt).trim() === '') errors.set('prompt', 'The prompt is empty.')
  return errors
}

function modeIn(launcher: Launcher): CommandMode | undefined {
  const mode = textIn(launcher, 'mode')
  return COMMAND_MODES.find(each => each === mode)
}

function isNumber(text: string, most: number): boolean {
  return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= most
}

function moveInLauncher(state: UiState, by: 1 | -1): UiState {
  const { launcher } = state.view
  const moved = launcher && isPrompt(launcher) && moveRow(launcher.prompt, by)
  return moved ? change(state, { prompt: moved }) : turnLauncher(state, by)
}

function edited(
  state: UiState,
  toLine: (line: Line) => Line,
  toBlock: (block: Block) => Block,
): UiState {
  const { launcher } = state.view
  if (!launcher) return state
  if (isPrompt(launcher)) return change(state, { prompt: toBlock(launcher.prompt) })
  const fields = launcher.fields.map(({ name, line }, index) => ({
    name,
    line: index === launcher.current ? toLine(line) : line,
  }))
  return change(state, { fields })
}

function isPrompt({ fields, current }: Launcher): boolean {
  return current >= fields.length
}

function textIn({ fields }: Launcher, name: LauncherField): string {
  return (fields.find(field => field.name === name)?.line ?? EMPTY_LINE).text.trim()
}

function change(state: UiState, more: Partial<Launcher>): UiState {
  const { launcher } = state.view
  return launcher ? withView(state, { launcher: { ...launcher, ...more } }) : state
}
