import type { Line } from '../../state/runs/reader/run-reader.ts'
import type { Running } from '../transport/transport.ts'
import { ERR_BEGINS } from './follow-script.ts'
import { createGapReader, type Gap } from './gap-reader.ts'
import { createLineReader } from './line-reader.ts'
import type { Merger, Sizes } from './merge-streams.ts'

/**
 * Number of header lines (the run's description, its conversation settings, the sizes of its streams) that the host's
 * script prints before the run's output. A command that has just started the run gets no header.
 */
export const HEAD = 3
/** Maximum number of bytes kept of a host's error message. */
const COMPLAINT = 2000

/** Parses the header lines that the host's script prints first, then passes on both streams of a run as lines. */
export function readRunStreams(
  running: Running,
  { from, headLines }: { readonly from: Sizes; readonly headLines: number },
  to: {
    /**
     * Called once with the first `headLines` lines of the host's script, which describe the run. @throws FailureError
     * if they are not a valid header.
     */
    readonly begin: (head: readonly string[]) => Merger & { readonly gap: Gap }
    /** Called after each chunk that was read. `isCaughtUp`: all output that existed when the reading began was read. */
    readonly settle: (isCaughtUp: boolean) => void
    readonly failed: (thrown: unknown) => void
    /**
     * Called if NUL bytes were read: the host may have discarded old output during the reading, which leaves NUL bytes
     * in its place. Returns whether to read again from the end of the last complete line that was passed on.
     */
    readonly overtaken: () => boolean
  },
): { readonly complaint: () => Buffer } {
  const head: string[] = []
  // Lines of standard error that arrive before all header lines have arrived on standard output.
  const early: Line[] = []
  let complaint = Buffer.alloc(0)
  let merger: ReturnType<typeof to.begin> | null = null

  function take(line: Line): void {
    if (merger) merger.add(line)
    else early.push(line)
  }

  function takeHead({ text }: Line): void {
    head.push(text)
    if (head.length === headLines) begin()
  }

  function begin(): void {
    merger = to.begin(head)
    out = createGapReader(from.out, merger.gap, { take, overtaken: to.overtaken })
    for (const line of early.splice(0)) merger.add(line)
  }

  const err = createLineReader('stderr', from.err, take)
  // The header lines are not part of the file with the run's output, so byte offsets in this file are counted only
  // after them.
  const headReader = createLineReader('stdout', 0, takeHead)
  let out: ReturnType<typeof createGapReader> | null = null
  let hasErr = false
  if (headLines === 0) begin()

  function addOut(bytes: Buffer): void {
    let rest = bytes
    while (head.length < headLines && rest.length > 0) {
      const at = rest.indexOf(10)
      headReader.add(at < 0 ? rest : rest.subarray(0, at + 1))
      rest = at < 0 ? Buffer.alloc(0) : rest.subarray(at + 1)
    }
    out?.add(rest)
  }

  /**
   * Reads standard error. What shell start-up files and fleetmux's script print before the run's own standard error is
   * kept: it is the error message if the run cannot be read.
   */
  function addErr(bytes: Buffer): void {
    if (hasErr) {
      err.add(bytes)
      return
    }
    complaint = Buffer.concat([complaint, bytes])
    const at = complaint.indexOf(ERR_BEGINS)
    if (at < 0) {
      complaint = complaint.subarray(-COMPLAINT)
      return
    }
    const rest = complaint.subarray(at + ERR_BEGINS.length)
    complaint = complaint.subarray(0, at)
    hasErr = true
    err.add(rest)
  }

  const guarded = (work: (bytes: Buffer) => void) => (bytes: Buffer) => {
    try {
      work(bytes)
      if (out) merger?.hear({ out: out.read, err: err.read })
      to.settle(merger?.isCaughtUp ?? false)
    } catch (thrown) {
      to.failed(thrown)
    }
  }
  running.stdout.on('data', guarded(addOut))
  running.stderr.on('data', guarded(addErr))
  return { complaint: () => complaint }
}
