import { clean } from '../../state/text/clean.ts'
import { findingOf } from '../../state/worktrees/preflight.ts'
import type { WorktreeRow } from '../../state/worktrees/worktree.ts'
import type { Diff, DiffOrder, Leftover, Rescue } from '../../state/worktrees/worktree-handle.ts'
import type { Transport } from '../transport/transport.ts'
import { diffScript } from './read-scripts.ts'
import { askHost } from './worktree-host.ts'

/** Maximum bytes of a diff that are read from the host; the rest is left out (`isCut`). */
const MOST_DIFF = 8 * 1024 * 1024

export async function readDiff(
  transport: Transport,
  { spec }: WorktreeRow,
  order: DiffOrder,
): Promise<Diff> {
  const { what, iteration, base = '', head = '' } = order
  const nth = iteration === undefined ? '' : String(iteration)
  const args = [spec.id, what, nth, base, head, String(MOST_DIFF)]
  const text = await askHost(transport, diffScript, args)
  const end = text.indexOf('\n\n')
  const [, from = '', to = ''] = /^base (\S+)\nhead (\S+)/.exec(text) ?? []
  const bytes = Buffer.from(text.slice(end + 2))
  const isCut = bytes.length > MOST_DIFF
  return { base: from, head: to, diff: bytes.subarray(0, MOST_DIFF).toString('utf8'), isCut }
}

/** Parses lines `found CODE DETAIL`. A line `file PATH` names a file with conflicts of the last `found` line. */
export function readFindings(text: string) {
  const found: { code: string; detail: string; files: string[] }[] = []
  for (const line of text.split('\n', 5000)) {
    const [, key, value = ''] = /^(found|file) (.*)$/.exec(line) ?? []
    if (key === 'file') found.at(-1)?.files.push(value)
    if (key !== 'found') continue
    const [, code = '', detail = ''] = /^(\w+) ?(.*)$/.exec(value) ?? []
    found.push({ code, detail, files: [] })
  }
  return found.map(({ code, detail, files }) => findingOf(code, detail, files))
}

export function readLeftover(host: string, line: string): Leftover {
  const [id = '', name = '', path = '', size = '', removable = '', reason = ''] = line
    .split('\t')
    .map(each => clean(each))
  const kib = /^\d{1,15}$/.test(size) ? Number(size) : null
  return { host, id, name, path, size: kib, isRemovable: removable === 'yes', reason }
}

/** Parses a line about a rescue ref, which keeps removed or rewritten work; null: the ref is not one of fleetmux's. */
export function readRescue(host: string, line: string): Rescue | null {
  const [repository = '', ref = '', session = '', branch = '', commit = '', at = ''] =
    line.split('\t')
  const isOurs = /^refs\/fleetmux\/rescue\/[A-Za-z0-9._-]+\/\d+$/.test(ref)
  if (!isOurs || !/^[0-9a-f]{40,64}$/.test(commit)) return null
  return { host, repository, ref, session, branch: clean(branch), commit, at: Number(at) }
}
