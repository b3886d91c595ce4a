import { RECONNECTS } from '../../../state/hosts/link-text.ts'
import { FailureError } from '../../../state/model/failure.ts'
import { monotonic } from '../../clock.ts'

/** Milliseconds since the oldest unanswered tmux command was sent, after which its host is shown as slow. */
const SLOW = 1000
/** Milliseconds without an answer from tmux after which the host's shell on the channel is pinged as well. */
const TRY = 2500
/** Milliseconds without an answer from tmux after which the connection fails, if the shell answers. */
const STUCK = 5000
/** Milliseconds without any data from the host after which the connection fails. */
const DEAD = 8000
/** Milliseconds for one answer after which the connection fails, even if parts of the answer keep arriving. */
const ENDLESS = 60_000
/** Milliseconds between two checks whether tmux and the host still answer, while a command is unanswered. */
const BEAT = 500
/**
 * Milliseconds after the command client's `%exit` within which the host script must report the client's end; otherwise
 * the connection fails.
 */
const LEAVING = 2000

/** Figures that are read each time fleetmux checks whether the host still answers. */
export interface Signs {
  /** Milliseconds since the oldest unanswered command was sent; 0: no unanswered command. */
  waiting(): number
  /** Number of answers and parts of answers received so far. */
  answered(): number
  /** Number of bytes received on the channel so far. */
  heard(): number
}

interface Verdict {
  readonly what: string
  readonly hint: string
}

/**
 * Detects hosts that do not answer. Its timer runs only while a command is unanswered, so an idle host costs nothing.
 */
export interface Liveness {
  /**
   * Must be called when a command was sent. `patience`: extra milliseconds for tmux, if each command starts a process
   * on the host.
   */
  watch(patience?: number): void
  /** Must be called when the shell on the channel has answered the ping with this number. */
  ponged(number: number): void
  /**
   * Must be called when the tmux client sent `%exit`. If the host script does not report the client's end within
   * `LEAVING` milliseconds, the channel is closed.
   */
  leaving(): void
  /** Must be called when the tmux client has ended, or another client or polling begins. */
  left(): void
  stop(): void
}

export function createLiveness(options: {
  readonly host: string
  readonly signs: Signs
  readonly slow: (slow: boolean) => void
  readonly ping: (number: number) => void
  /** Called when the host does not answer, so that the channel must be closed. */
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

  /**
   * Updates how long tmux and the host have been silent: adds the time since the last check, but at most two check
   * intervals. If more time has passed, fleetmux's own process was blocked, and data may have arrived that it has not
   * read yet.
   */
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

const SILENT_TMUX = {
  what: `tmux on this host has not answered for ${STUCK / 1000} s, although the host does.`,
  hint: RECONNECTS,
}
const SILENT_HOST = { what: `The host has not answered for ${DEAD / 1000} s.`, hint: RECONNECTS }
const NO_END = {
  what: `tmux did not complete an answer within ${ENDLESS / 1000} s.`,
  hint: RECONNECTS,
}
const UNTOLD = {
  what: 'The tmux client of fleetmux on this host ended without giving a reason.',
  hint: RECONNECTS,
}
