import { attach } from './attach.ts'
import { record } from './cast.ts'
import { complete } from './complete.ts'
import { completion } from './completion.ts'
import { config } from './config.ts'
import { demo } from './demo.ts'
import { doctor } from './doctor.ts'
import { exec } from './exec.ts'
import { explain } from './explain.ts'
import { fetch } from './fetch.ts'
import { grep } from './grep.ts'
import { hosts } from './hosts.ts'
import { interrupt } from './interrupt-word.ts'
import { kill } from './kill.ts'
import { list } from './list.ts'
import { ls } from './ls.ts'
import { newSession } from './new.ts'
import { output } from './output.ts'
import { pool } from './pool.ts'
import { reassign } from './reassign.ts'
import { recover } from './recover.ts'
import { secrets } from './secrets.ts'
import { send } from './send.ts'
import { start } from './start.ts'
import { status } from './status.ts'
import type { Word } from './word.ts'

/** Every word of the command line, in the order of the help. */
export const WORDS: readonly Word[] = [
  ls,
  output,
  explain,
  grep,
  record,
  send,
  interrupt,
  attach,
  newSession,
  kill,
  start,
  list,
  status,
  pool,
  exec,
  fetch,
  recover,
  reassign,
  secrets,
  hosts,
  config,
  doctor,
  completion,
  demo,
]

/** Those and the one that only shells say. */
export const ALL_WORDS: readonly Word[] = [...WORDS, complete(() => WORDS)]
