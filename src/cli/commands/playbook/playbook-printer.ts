import { THIS_MACHINE } from '../../../state/model/host-config.ts'
import { eventText } from '../../../state/playbooks/event-text.ts'
import { PLAYBOOK_ENDS } from '../../../state/playbooks/playbook-ends.ts'
import type { PlaybookEvent } from '../../../state/playbooks/playbook-event.ts'
import type { PlaybookEnding, Playbooks } from '../../../state/playbooks/playbook-order.ts'
import { strip } from '../../../state/text/text.ts'
import { compareLink, readRemoteUrl } from '../../../state/worktrees/remote-url.ts'
import type { Call } from '../../command/command.ts'
import { DONE } from '../../command/exit.ts'
import { safeJson } from '../../print/json.ts'
import { shellWord } from '../../print/shell-word.ts'

/** Exit codes for a playbook without an end: it waits for the user's answer; its process on the host has died. */
const [WAITS, GONE] = [11, 15]

export interface Printed {
  readonly host: string
  readonly id: string
  readonly once?: boolean
  /** Byte offset from which events are printed; earlier events are skipped. */
  readonly after?: number
}

/** Prints the events of a playbook up to its end, or with `once` only those so far. Resolves with the exit code. */
export async function printPlaybook(
  call: Call,
  playbooks: Playbooks,
  { host, id, once, after }: Printed,
): Promise<number> {
  let printed: Promise<void> = Promise.resolve()
  let asked = false
  let branch: Extract<PlaybookEvent, { type: 'branch' }> | null = null
  let isRequested = false
  const isJson = call.flags.is('json')
  const ending = await playbooks.follow(host, id, {
    ...(once && { once }),
    ...(after !== undefined && { after }),
    event(event, end) {
      asked = event.type === 'gate' || (asked && event.type === 'warning')
      if (event.type === 'branch') branch = event
      if (event.type === 'pull_request') isRequested = event.success
      const lines = isJson ? [safeJson({ ...event, offset: end })] : eventText(event, id)
      for (const line of lines)
        printed = printed.then(() => call.print(isJson ? line : strip(line)))
    },
    link(state, why) {
      if (call.isLeaving()) return
      call.say(
        state === 'back'
          ? `fleetmux: ${host} is connected again.`
          : `fleetmux: ${strip(why)} The playbook keeps running on the host, and its output continues here when ${host} is reachable again.`,
      )
    },
  })
  await printed
  // Print how to create a pull request by hand only if the playbook has not created one.
  if (branch && !isRequested && ending?.type === 'complete' && !isJson)
    for (const line of branchText(host, branch)) await call.print(strip(line))
  if (ending?.type === 'gone')
    call.say(
      `fleetmux: The process of the playbook on ${host} has died, for example because ${host} was restarted. To resume the playbook: \`fleetmux playbook resume ${id}\`.`,
    )
  return exitOfEnding(ending, asked)
}

function exitOfEnding(ending: PlaybookEnding | null, asked: boolean): number {
  if (ending === null) return asked ? WAITS : DONE
  return ending.type === 'gone' ? GONE : PLAYBOOK_ENDS[ending.end]
}

/** How to make a pull request from the branch by hand. */
function branchText(
  host: string,
  told: Extract<PlaybookEvent, { type: 'branch' }>,
): readonly string[] {
  const { branch, base, worktree, remote, work } = told
  const place = readRemoteUrl(remote)
  const link = place && place.forge !== 'unknown' ? compareLink(place, base, branch) : ''
  const push = `git -C ${shellWord(worktree)} push -u origin ${branch}`
  const where = host === THIS_MACHINE ? '' : ` on ${host}`
  return [
    `The work is on the branch ${branch}, made from ${base}. To push it${where}: \`${push}\`.`,
    ...(link ? [`Then open the pull request: ${link}`] : []),
    ...(work
      ? [
          `Or push it and open the pull request from this machine, with your login: \`fleetmux work pr ${work}\`.`,
        ]
      : []),
  ]
}
