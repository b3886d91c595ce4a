import { answerKeys, characterIn } from '../answer/answer-bindings.ts'
import { benchmarksKeys } from '../benchmarks/benchmarks-bindings.ts'
import { broadcastKeys } from '../compose/broadcast-bindings.ts'
import { fileEditorKeys } from '../files/file-editor-bindings.ts'
import { filesKeys } from '../files/files-bindings.ts'
import { historyKeys } from '../history/history-bindings.ts'
import { hostFormKeys } from '../hosts/host-form-bindings.ts'
import { hostKeys } from '../hosts/hosts-bindings.ts'
import { launcherKeys } from '../launch/launcher-bindings.ts'
import { logKeys } from '../log/log-bindings.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Mode, Panel } from '../model/view.ts'
import { playbooksKeys } from '../playbooks/playbooks-bindings.ts'
import { runKeys } from '../runs/runs-bindings.ts'
import { hitsKeys } from '../search/hits-bindings.ts'
import { listKeys } from '../sessions/list-bindings.ts'
import { markKeys } from '../sessions/mark-bindings.ts'
import { sessionKeys } from '../sessions/session-bindings.ts'
import { talkKeys } from '../talk/talk-bindings.ts'
import { baseMode } from '../view/base-mode.ts'
import type { Binding } from '../view/binding.ts'
import { ESCAPE_CHORD } from '../view/binding.ts'
import { keyName } from '../view/key-names.ts'
import { wallKeys } from '../wall/wall-bindings.ts'
import { workKeys } from '../worktrees/work-bindings.ts'
import { dialogKeys } from './dialog-bindings.ts'
import { outputKeys } from './output-bindings.ts'
import { panelKeys } from './panel-bindings.ts'

/** All key bindings. The footer, the help and docs/keys.md are generated from them. */
export const bindings: readonly Binding[] = [
  ...listKeys,
  ...markKeys,
  ...outputKeys,
  ...sessionKeys,
  ...panelKeys,
  ...answerKeys,
  ...broadcastKeys,
  ...launcherKeys,
  ...hitsKeys,
  ...hostKeys,
  ...hostFormKeys,
  ...runKeys,
  ...filesKeys,
  ...fileEditorKeys,
  ...playbooksKeys,
  ...historyKeys,
  ...talkKeys,
  ...wallKeys,
  ...workKeys,
  ...logKeys,
  ...benchmarksKeys,
  ...dialogKeys,
]

/** The result of a key: intents to dispatch, or a binding that the screen itself handles. */
export type KeyResult = { readonly intents: readonly UiIntent[] } | { readonly own: Binding }

/** The result of a key in this state. A key that is refused or unknown gives a message. */
export function resolveKey(state: UiState, key: string): KeyResult {
  const pressed = pressedBy(state, key)
  // Also clears the message that the previous key has shown.
  if (!state.view.toast || 'own' in pressed) return pressed
  return { intents: [{ type: 'hush' }, ...pressed.intents] }
}

function pressedBy(state: UiState, key: string): KeyResult {
  const binding = bindingOf(state, key)
  if (!binding) {
    const asked = characterIn(state.view.mode, key)
    return asked
      ? { intents: [asked] }
      : say(`${keyName(key)} does nothing here. ? shows the keys.`)
  }
  const why = binding.refused?.(state)
  if (why) return say(why)
  const asked = binding.run(state, key)
  if (asked === null) return { own: binding }
  return { intents: Array.isArray(asked) ? asked : [asked as UiIntent] }
}

function bindingOf(state: UiState, key: string): Binding | undefined {
  return bindings.find(each => isOpen(each, state.view) && keysOf(each, state).includes(key))
}

export interface Hint {
  readonly keys: string
  readonly label: string
}

/** The hints for keys that work now in this mode and panel, the most useful first. */
export function footerHints(state: UiState): readonly Hint[] {
  return bindings
    .filter(each => isHinted(each, state) && isOpen(each, state.view) && !each.refused?.(state))
    .sort((one, other) => (one.hint?.order ?? 0) - (other.hint?.order ?? 0))
    .map(each => ({ keys: keyName(keysOf(each, state)[0] ?? ''), label: each.hint?.label ?? '' }))
}

function isHinted({ hint }: Binding, state: UiState): boolean {
  return hint !== undefined && (hint.when?.(state) ?? true)
}

export interface HelpRow {
  readonly keys: string
  readonly label: string
  /** Why the key is refused now; null if the key works. */
  readonly refused: string | null
}

/** The keys of the focused panel, and the keys of all panels. */
export function helpRows(state: UiState): readonly HelpRow[] {
  const mode = baseMode(state)
  return bindings
    .filter(each => isOpen(each, { mode, panel: state.view.panel }))
    .map(each => ({
      keys: keysOf(each, state).map(keyName).join(' '),
      label: each.label,
      refused: each.refused?.({ ...state, view: { ...state.view, mode } }) ?? null,
    }))
}

/** Whether a binding applies in that mode and panel; `every`: in all panels. */
export function isOpen(
  binding: Binding,
  { mode, panel }: { mode: Mode; panel: Panel | 'every' },
): boolean {
  const inPanel = panel === 'every' || !binding.panels || binding.panels.includes(panel)
  return binding.modes.includes(mode) && inPanel
}

function keysOf(binding: Binding, { settings }: UiState): readonly string[] {
  return binding.keys.map(key => (key === ESCAPE_CHORD ? settings.escape : key))
}

function say(text: string): KeyResult {
  return { intents: [{ type: 'say', text }] }
}
