import { FailureError } from '../../state/model/failure.ts'
import { monotonic } from '../clock.ts'

/** A question that stays open longer makes its host slow, in milliseconds. */
const SLOW = 1000
/** After so long without an answer the channel's shell is asked as well. */
const TRY = 2500
/** When the shell has answered and tmux still has not: how long tmux gets. */
const STUCK = 5000
/** The same where nothing of the host is heard at all. */
const DEAD = 8000
/** How long one question may be answered, however steadily the answer comes. */
const ENDLESS = 60_000
/** How often is looked while a question is open. */
const BEAT = 500
/** How long the end of a client may take to be told, once it has said that it leaves. */
const LEAVING = 2000

/** What the rules are applied to; all of it is asked at each beat. */
export interface Signs {
  /** Milliseconds that the oldest open question has waited; 0: none is open. */
  waiting(): number
  /** Grows with every piece of an answer. */
  answered(): number
  /** Grows with every byte of the channel. */
  heard(): number
}

interface Verdict {
  readonly what: string
  readonly now: string
}

/** Finds out whether a host answers. Its timer runs only while a question is open: idle costs nothing. */
export interface Liveness {
  /** A question was asked. `patience`: milliseconds more for tmux, where each question is a process there. */
  watch(patience?: number): void
  /** The channel's shell has answered the ping with that number. */
  ponged(number: number): void
  /** The client said that it leaves: its end must be told soon. */
  leaving(): void
  /** It has left, or another conversation begins. */
  left(): void
  stop(): void
}

export function createLiveness(options: {
  readonly host: string
  readonly signs: Signs
  readonly slow: (slow: boolean) => void
  readonly ping: (number: number) => void
  /** The channel is of no use any more. */
  readonly stuck: (error: FailureError) => void
}): Liveness {
  const { host, signs } = options
  let timer: NodeJS.Timeout | undefined
  let end: NodeJS.Timeout | undefined
  let isSlow = false
  let last = { at: 0, answered: 0, heard: 0 }
  let quiet = { tmux: 0, host: 0 }
  let patience = 0
  let ping = { number: 0, isOut: false, isBack: false }

  function beat(): void {
    const open = signs.waiting()
    if (open > SLOW + patience !== isSlow) {
      isSlow = !isSlow
      options.slow(isSlow)
    }
    if (open === 0) stopBeats()
    else judge(open)
  }

  /** Silence is counted by beats: after a time in which we ourselves stood still, what came is not read yet. */
  function judge(open: number): void {
    const now = { at: monotonic(), answered: signs.answered(), heard: signs.heard() }
    const passed = Math.min(now.at - last.at, 2 * BEAT)
    quiet = {
      tmux: now.answered === last.answered ? quiet.tmux + passed : 0,
      host: now.heard === last.heard ? quiet.host + passed : 0,
    }
    last = now
    if (quiet.tmux < TRY) ping = { ...ping, isOut: false, isBack: false }
    else if (!ping.isOut) {
      ping = { number: ping.number + 1, isOut: true, isBack: false }
      options.ping(ping.number)
    }
    const why = verdict(open)
    if (why) fail(why)
  }

  function verdict(open: number): Verdict | null {
    if (ping.isBack && quiet.tmux >= STUCK + patience) return SILENT_TMUX
    if (quiet.host >= DEAD + patience) return SILENT_HOST
    return open > ENDLESS + patience ? NO_END : null
  }

  function fail(why: Verdict): void {
    stop()
    options.stuck(new FailureError({ kind: 'late', host, ...why }))
  }

  function stopBeats(): void {
    clearInterval(timer)
    timer = undefined
    quiet = { tmux: 0, host: 0 }
    patience = 0
  }

  function left(): void {
    clearTimeout(end)
    end = undefined
  }

  function stop(): void {
    stopBeats()
    left()
  }

  return {
    watch(more = 0) {
      patience = Math.max(patience, more)
      if (timer) return
      last = { at: monotonic(), answered: signs.answered(), heard: signs.heard() }
      timer = setInterval(beat, BEAT)
    },
    ponged(number) {
      if (number === ping.number) ping = { ...ping, isBack: true }
    },
    leaving() {
      end ??= setTimeout(() => fail(UNTOLD), LEAVING)
    },
    left,
    stop,
  }
}

const ANEW = 'The connection to it is made anew.'
const SILENT_TMUX = {
  what: `tmux there has not answered for ${STUCK / 1000} s, though the host does.`,
  now: ANEW,
}
const SILENT_HOST = { what: `The host has not answered for ${DEAD / 1000} s.`, now: ANEW }
const NO_END = { what: `An answer has not ended within ${ENDLESS / 1000} s.`, now: ANEW }
const UNTOLD = { what: 'Our tmux client there ended without a word.', now: ANEW }
