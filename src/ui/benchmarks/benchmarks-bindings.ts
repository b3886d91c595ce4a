import { type Binding, hint, inModes } from '../view/binding.ts'

/** The keys of the benchmarks; those that all overlays have are with the dialogs. */
export const benchmarksKeys: readonly Binding[] = [
  inModes(['normal', 'welcome'], ['M'], 'benchmarks: models compared, live', {
    type: 'ask',
    mode: 'benchmarks',
  }),
  inModes(
    ['benchmarks'],
    ['Enter'],
    'its matrix of cases and models',
    { type: 'enter' },
    hint(1, 'matrix'),
  ),
  inModes(
    ['benchmarks'],
    ['Escape', 'q', 'M', 'C-c'],
    'back to the list, then close; they go on',
    { type: 'back' },
    hint(0, 'back'),
  ),
]
