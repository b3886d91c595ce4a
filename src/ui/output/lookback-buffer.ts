import type { Screen } from '../../state/model/live-pane.ts'
import type { Frame, Ring } from '../model/reading.ts'
export const EMPTY_RING: Ring = { frames: [], weight: 0 }

/**
 * Minimum time between two frames (stored screens of a pane), in milliseconds. If a screen changes more often, only its
 * newest state is stored.
 */
const SLOT = 100
const MINUTES = 10
const MOST_FRAMES = 3000
/** Maximum number of changed lines in all stored screens: about ten megabytes of text. */
const MOST_LINES = 100_000

/** Adds a screen to the ring (the screens of the last minutes). Removes screens that are too old or too many. */
export function addFrame(ring: Ring, screen: Screen, at: number): Ring {
  const last = ring.frames.at(-1)
  const isSameSlot = last !== undefined && at - last.at < SLOT
  const kept = isSameSlot ? ring.frames.slice(0, -1) : ring.frames
  const frame = { at: isSameSlot ? last.at : at, screen, weight: weigh(kept.at(-1), screen) }
  const weight = ring.weight - (isSameSlot ? last.weight : 0) + frame.weight
  return trimmed({ frames: [...kept, frame], weight }, at)
}

/** The newest stored screen that is not after the time `at`; if all are after `at`, the oldest one. */
export function frameAt({ frames }: Ring, at: number): Frame | undefined {
  return frames[placeOf(frames, at)]
}

/**
 * Finds the stored screen that was shown at the time `at`, and returns the one that is `by` places after it (or before
 * it, if `by` is negative), at most the first or last one.
 */
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
