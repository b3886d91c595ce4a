import { inCopyMode } from '../../state/broadcast/recipient.ts'
import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import type { Pane } from '../../state/model/fleet.ts'
import type { Target } from '../../state/model/target.ts'
import { cleanName } from '../../state/text/clean.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { colourSnapshotCommands, snapshotCommands } from '../tmux/command.ts'
import { paneSaid } from '../tmux/listing.ts'
import { countOf, isOn, LATEST_TIME, MAX_SIDE } from '../tmux/number.ts'
import { toLines } from '../tmux/screen.ts'

/** A snapshot of a pane: its properties and its screen at one moment. */
export interface PaneSnapshot {
  /** `pid:started` of the tmux server that answered. */
  readonly server: string
  /** Whole seconds since the last output in the pane's window, by the host's clock. */
  readonly idle: number
  readonly dead: boolean
  readonly inMode: boolean
  readonly inputOff: boolean
  readonly synchronized: boolean
  readonly size: string
  readonly cursor: { readonly x: number; readonly y: number }
  readonly alternate: boolean
  readonly command: string
  readonly title: string
  /** User options (`@fleetmux_agent`, `@fleetmux_state`) of the pane, its window or its session. */
  readonly said: Pane['said']
  /** A value that is equal in two snapshots if the pane did not change between them. */
  readonly print: string
  /** The rows of the screen as plain text. */
  readonly rows: readonly string[]
  /** The rows with colours; null if the snapshot was taken without colours. */
  readonly inked: readonly string[] | null
}

export async function look(
  client: TmuxClient,
  pane: string,
  deadline?: number,
): Promise<PaneSnapshot> {
  return readPaneSnapshot(await client.ask(snapshotCommands(pane), deadline))
}

export async function lookInColour(
  client: TmuxClient,
  pane: string,
  deadline?: number,
): Promise<PaneSnapshot> {
  return readPaneSnapshot(await client.ask(colourSnapshotCommands(pane), deadline))
}

const NOTHING = Buffer.alloc(0)

export function readPaneSnapshot([
  facts = NOTHING,
  said = NOTHING,
  title = NOTHING,
  screen = NOTHING,
  inked,
]: readonly Buffer[]): PaneSnapshot {
  const words = facts.toString('utf8').split(' ')
  const [
    server = '',
    now,
    activity,
    dead,
    inMode,
    inputOff,
    synchronized,
    width,
    height,
    x,
    y,
    history,
    alternate,
  ] = words
  let rows: readonly string[] | null = null
  return {
    server,
    idle: (countOf(now, LATEST_TIME) ?? 0) - (countOf(activity, LATEST_TIME) ?? 0),
    dead: dead === '1',
    inMode: isOn(inMode),
    inputOff: isOn(inputOff),
    synchronized: isOn(synchronized),
    size: `${width}x${height}`,
    cursor: { x: countOf(x, MAX_SIDE) ?? 0, y: countOf(y, MAX_SIDE) ?? 0 },
    alternate: isOn(alternate),
    command: words.slice(13).join(' '),
    title: cleanName(title.toString('utf8')),
    said: paneSaid(said.toString('utf8')),
    inked: inked ? toLines(inked) : null,
    print: `${width}x${height} ${x},${y} ${history}\n${screen.toString('latin1')}`,
    // Computed on demand, because most snapshots are only compared.
    get rows() {
      rows ??= toLines(screen)
      return rows
    },
  }
}

/** The reason why nothing can be typed into the pane; null: typing is possible. */
function whyNotType(snapshot: PaneSnapshot, target: Target, keys: boolean): Failure | null {
  const { host } = target
  if (snapshot.server !== target.server)
    return makeFailure({
      kind: 'missing',
      host,
      what: 'The pane is gone, because its tmux server has ended.',
      hint: '`fleetmux ls` lists the sessions that exist now.',
    })
  if (snapshot.dead)
    return refusal(host, 'The program in the pane has ended.', 'Send to another pane.')
  if (snapshot.inMode) return inCopyMode(host)
  // tmux would drop the text and still report success.
  if (snapshot.inputOff)
    return refusal(
      host,
      'Input to the pane is disabled (tmux select-pane -d).',
      `To enable it on the host: \`tmux select-pane -e -t '${target.pane}'\`.`,
    )
  if (keys && snapshot.synchronized) {
    return refusal(
      host,
      'The pane is synchronised (synchronize-panes): tmux would send the keys to the other panes of the window too.',
      `To end that on the host: \`tmux set-option -w -t '${target.pane}' synchronize-panes off\`.`,
    )
  }
  return null
}

export function mustType(snapshot: PaneSnapshot, target: Target, keys: boolean): void {
  const failure = whyNotType(snapshot, target, keys)
  if (failure) throw new FailureError(failure)
}

function refusal(host: string, what: string, hint: string): Failure {
  return makeFailure({ kind: 'refused', host, what, hint })
}
