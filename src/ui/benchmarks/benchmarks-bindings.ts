import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import { type Binding, hint, inModes } from '../view/binding.ts'
import { chosenBenchmark } from './benchmarks-view.ts'

/** Keys of the benchmarks screen. The keys of all overlays are in `dialog-bindings`. */
export const benchmarksKeys: readonly Binding[] = [
  inModes(['normal', 'welcome'], ['M'], 'the benchmarks, which compare models', {
    type: 'ask',
    mode: 'benchmarks',
  }),
  inModes(
    ['benchmarks'],
    ['Enter'],
    'show the results of each case and model',
    { type: 'enter' },
    hint(1, 'matrix'),
  ),
  inModes(
    ['benchmarks'],
    ['s'],
    'run the benchmark of a file',
    { type: 'ask', mode: 'benchmark-new' },
    hint(2, 'run a file'),
  ),
  inModes(['benchmarks'], ['R'], 'continue the benchmark with the same settings', goOn, {
    ...hint(3, 'go on'),
    refused: state => whyNot(state, false),
  }),
  inModes(['benchmarks'], ['x'], 'stop the benchmark (asks first)', askStop, {
    ...hint(4, 'stop'),
    refused: state => whyNot(state, true),
  }),
  inModes(['benchmark-new'], ['Enter'], 'run the benchmark', startFile, hint(0, 'run')),
  inModes(['benchmark-new'], ['Escape', 'C-c'], 'cancel', { type: 'back' }, hint(1, 'cancel')),
  inModes(
    ['benchmarks'],
    ['Escape', 'q', 'M', 'C-c'],
    'back to the list, then close; the benchmarks go on',
    { type: 'back' },
    hint(0, 'back'),
  ),
]

function whyNot(state: UiState, isRunning: boolean): string | null {
  const one = chosenBenchmark(state)
  if (!one) return 'No benchmark is selected.'
  if ((one.state === 'running') === isRunning) return null
  return isRunning ? `${one.name} is not running.` : `${one.name} is already running.`
}

function goOn(state: UiState): readonly UiIntent[] {
  const one = chosenBenchmark(state)
  if (!one) return []
  const { id } = one
  return [{ type: 'start-benchmark', benchmark: { id }, hosts: [] }]
}

function askStop(state: UiState): readonly UiIntent[] {
  const one = chosenBenchmark(state)
  if (!one) return []
  const { id, name } = one
  const question = `Stop the benchmark ${name}? Unfinished attempts are cancelled; R starts them again.`
  return [{ type: 'ask-work', question, intent: { type: 'stop-benchmark', id } }]
}

/** Parses `FILE [@HOST...]` and starts the benchmark. If the line is invalid, shows the error and keeps the line. */
function startFile({ hosts, view }: UiState): readonly UiIntent[] {
  const words = view.line.text.trim().split(/\s+/)
  const named = words.filter(word => word.startsWith('@')).map(word => word.slice(1))
  const file = words.filter(word => !word.startsWith('@')).join(' ')
  if (file === '') return [{ type: 'back' }]
  const unknown = named.find(name => !hosts.has(name))
  if (unknown !== undefined) return [{ type: 'say', text: `There is no host ${unknown}.` }]
  const intent: UiIntent = { type: 'start-benchmark', benchmark: { file }, hosts: named }
  return [{ type: 'submit' }, { type: 'say', text: 'Planning the benchmark…' }, intent]
}
