import { toHostConfig } from '../../state/hosts/config-entry.ts'
import { changedFields, changeOf, checkFields, fieldsOf } from '../../state/hosts/form-fields.ts'
import type { HostChange, HostConfig, HostEntry } from '../../state/model/host-config.ts'
import { type Block, blockOf, editBlock, insertText, moveRow, textOf } from '../edit/block.ts'
import type { FormRow, HostForm } from '../model/hosts-screen.ts'
import type { UiState } from '../model/ui-state.ts'
import { say, withView } from '../view/toast.ts'
import { adjacentChoice, choiceByLetter, choicesIn, formRows } from './host-form-choices.ts'

/** Opens the form for a host, or for a new host if `host` is null. `entry` gives the values of a new host. */
export function openHostForm(state: UiState, host: string | null, entry?: HostEntry): UiState {
  const known = host === null ? undefined : state.hosts.get(host)?.config
  if (host !== null && !known) return say(state, `${host} is no longer in the fleet.`)
  const config = known ?? (entry && toHostConfig(entry))
  const texts = textsOf(config)
  const current = host === null ? 'name' : (formRows({ texts })[2] ?? 'transport')
  const form: HostForm = {
    host,
    texts,
    current,
    block: blockOf(texts[current]),
    touched: [],
    asks: false,
    trial: null,
  }
  return withForm(withView(state, { mode: 'host-form' }), form)
}

/** The errors in the rows that the user has visited. */
export function errorsIn(state: UiState, form: HostForm): Partial<Record<FormRow, string>> {
  const all = allErrors(state, form)
  return Object.fromEntries(
    Object.entries(all).filter(([row]) => form.touched.some(each => each === row)),
  )
}

/** Handles typed text. In a row with choices a letter selects one. */
export function typeInHostForm(state: UiState, text: string): UiState {
  return changeRow(state, (form, row) => {
    if (choicesIn(row).length > 0)
      return blockOf(choiceByLetter(row, form.texts[row], text.slice(0, 1)))
    return insertText(form.block, row === 'environment' ? text : oneLine(text))
  })
}

/** Handles a key in tmux's notation. Keys that have no meaning in the row change nothing. */
export function editHostForm(state: UiState, key: string): UiState {
  const form = formIn(state)
  if (!form) return state
  if (key === 'M-Enter' || key === 'C-j') return newLine(state, form)
  if (key === 'Up' || key === 'Down') return upOrDown(state, form, key === 'Up' ? -1 : 1)
  const isChoice = choicesIn(form.current).length > 0
  if (!isChoice) return changeRow(state, ({ block }) => editBlock(block, key) ?? block)
  const by = { Left: -1, 'C-b': -1, Right: 1, 'C-f': 1 }[key] as 1 | -1 | undefined
  return by
    ? changeRow(state, ({ texts }, row) => blockOf(adjacentChoice(row, texts[row], by)))
    : state
}

/**
 * Selects the next or previous row, wrapping around. Errors in the row that was left are shown from then on, unless
 * this row is empty and the user has gone back.
 */
export function turnHostForm(state: UiState, by: 1 | -1): UiState {
  const form = formIn(state)
  if (!form) return state
  const rows = formRows(form)
  const next = rows.at((rows.indexOf(form.current) + by) % rows.length) ?? form.current
  const touched = form.texts[form.current] === '' && by < 0 ? form.touched : touch(form)
  return goTo(state, { ...form, touched }, next)
}

export function isLastRow({ view }: UiState): boolean {
  const form = view.hosts?.form
  return form !== null && form !== undefined && formRows(form).at(-1) === form.current
}

/**
 * Converts the form to a change of the configuration; null if the form has errors. `change` is empty if the user has
 * changed no field.
 */
export function readHostForm(state: UiState): { host: string; change: HostChange } | null {
  const form = formIn(state)
  if (!form || Object.keys(allErrors(state, form)).length > 0) return null
  const after = wholeChange(form.texts)
  const config = form.host === null ? undefined : state.hosts.get(form.host)?.config
  if (!config) return { host: form.texts.name, change: after }
  return { host: config.name, change: changedFields(wholeChange(textsOf(config)), after) }
}

/** Shows all errors and selects the first row with an error. */
export function markHostErrors(state: UiState): UiState {
  const form = formIn(state)
  if (!form) return state
  const rows = formRows(form)
  const errors = allErrors(state, form)
  const first = rows.find(row => errors[row] !== undefined)
  return goTo(state, { ...form, touched: rows }, first ?? form.current)
}

/** Replaces the form. Null closes it; the hosts screen stays open. */
export function withForm(state: UiState, form: HostForm | null): UiState {
  const { hosts } = state.view
  return hosts ? withView(state, { hosts: { ...hosts, form } }) : state
}

/** Sets texts of the host form. Their rows count as visited, so that the form shows their errors. */
export function withTexts(form: HostForm, texts: Partial<HostForm['texts']>): HostForm {
  const all = { ...form.texts, ...texts }
  const touched = [...new Set([...form.touched, ...(Object.keys(texts) as FormRow[])])]
  return { ...form, texts: all, touched, block: blockOf(all[form.current]) }
}

function textsOf(config: HostConfig | undefined): HostForm['texts'] {
  const enabled = config?.disabled ? 'no' : 'yes'
  return { ...fieldsOf(config), enabled, default: config?.default ? 'yes' : 'no' }
}

function wholeChange(texts: HostForm['texts']): HostChange {
  return { ...changeOf(texts), ...marksOf(texts) }
}

function marksOf(texts: HostForm['texts']): HostChange {
  return {
    enabled: texts.enabled === 'no' ? false : null,
    default: texts.default === 'yes' ? true : null,
  }
}

function allErrors(state: UiState, form: HostForm): Partial<Record<FormRow, string>> {
  const others = [...state.hosts.values()].filter(
    ({ config }) => config.name !== form.host && !config.joined,
  )
  return checkFields(
    form.texts,
    others.map(({ config }) => config.name),
  )
}

function changeRow(state: UiState, to: (form: HostForm, row: FormRow) => Block): UiState {
  const form = formIn(state)
  if (!form) return state
  const block = to(form, form.current)
  const text = textOf(block)
  const isSame = text === form.texts[form.current]
  const texts = { ...form.texts, [form.current]: text }
  return withForm(state, { ...form, texts, block, touched: isSame ? form.touched : touch(form) })
}

function newLine(state: UiState, form: HostForm): UiState {
  return form.current === 'environment'
    ? changeRow(state, ({ block }) => insertText(block, '\n'))
    : state
}

/** Moves the cursor up or down within a text of several lines; at the first or last line, selects another row. */
function upOrDown(state: UiState, form: HostForm, by: 1 | -1): UiState {
  const moved = moveRow(form.block, by)
  return moved ? withForm(state, { ...form, block: moved }) : turnHostForm(state, by)
}

function goTo(state: UiState, form: HostForm, current: FormRow): UiState {
  return withForm(state, { ...form, current, block: blockOf(form.texts[current]) })
}

function touch({ touched, current }: HostForm): readonly FormRow[] {
  return touched.includes(current) ? touched : [...touched, current]
}

function formIn({ view }: UiState): HostForm | null {
  return view.hosts?.form ?? null
}

/** Replaces each run of line ends and tabs by one space, and removes other control characters. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\t]+/g, ' ').replace(/\p{Cc}/gu, '')
}
