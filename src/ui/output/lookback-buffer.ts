import type { Screen } from '../../state/model/live-pane.ts'
import type { Frame, Ring } from '../model/reading.ts'
export const EMPTY_RING: Ring = { frames: [], weight: 0 }

/** Minimum time between two frames, in milliseconds. Of changes within this time only the newest is kept. */
const SLOT = 100
const MINUTES = 10
const MOST_FRAMES = 3000
/** Maximum number of changed lines in all frames: about ten megabytes of text. */
const MOST_LINES = 100_000

/** Adds a screen to the ring (the last minutes of a pane), and removes frames that are too old or too many. */
export function addFrame(ring: Ring, screen: Screen, at: number): Ring {
  const last = ring.frames.at(-1)
  const isSameSlot = last !== undefined && at - last.at < SLOT
  const kept = isSameSlot ? ring.frames.slice(0, -1) : ring.frames
  const frame = { at: isSameSlot ? last.at : at, screen, weight: weigh(kept.at(-1), screen) }
  const weight = ring.weight - (isSameSlot ? last.weight : 0) + frame.weight
  return trimmed({ frames: [...kept, frame], weight }, at)
}

/** The newest frame that is not after `at`; if all frames are after `at`, the oldest frame. */
export function frameAt({ frames }: Ring, at: number): Frame | undefined {
  return frames[placeOf(frames, at)]
}

/** The frame `by` changes after the frame at `at`, or the first or last frame of the ring. */
export function frameBeside({ frames }: Ring, at: number, by: number): Frame | undefined {
  return frames[Math.max(0, Math.min(placeOf(frames, at) + by, frames.length - 1))]
}

function placeOf(frames: readonly Frame[], at: number): number {
  return Math.max(
    0,
    frames.findLastIndex(frame => frame.at <= at),
  )
}

function weigh(before: Frame | undefined, { lines }: Screen): number {
  return lines.filter((line, row) => before?.screen.lines[row] !== line).length
}

function trimmed({ frames, weight }: Ring, now: number): Ring {
  let from = Math.max(0, frames.length - MOST_FRAMES)
  let left = weight - frames.slice(0, from).reduce((sum, each) => sum + each.weight, 0)
  while (from < frames.length - 1 && isTooMuch(frames[from], left, now)) {
    left -= frames[from]?.weight ?? 0
    from++
  }
  return { frames: from === 0 ? frames : frames.slice(from), weight: left }
}

function isTooMuch(oldest: Frame | undefined, weight: number, now: number): boolean {
  return weight > MOST_LINES || (oldest !== undefined && now - oldest.at > MINUTES * 60_000)
}
