import { hostname, userInfo } from 'node:os'
import { failureJson } from '../../../state/json/failure-json.ts'
import { incompleteJson } from '../../../state/json/incomplete-json.ts'
import { playbookJson } from '../../../state/json/playbook-json.ts'
import { sentence } from '../../../state/model/failure.ts'
import type { Playbooks } from '../../../state/playbooks/playbook-order.ts'
import type { PlaybookRow } from '../../../state/playbooks/playbook-spec.ts'
import { listEverywhere } from '../../../state/runs/list-everywhere.ts'
import { age } from '../../../state/text/age.ts'
import { strip } from '../../../state/text/text.ts'
import type { Call } from '../../command/command.ts'
import { DONE, exitOfAll } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { toJson } from '../../print/json.ts'
import { sayLimit } from '../../print/list-limit.ts'
import { openHosts } from '../../recipients/host-selection.ts'
import { openPlace } from './playbook-place.ts'
import { printPlaybook } from './playbook-printer.ts'
import { readBudgets } from './read-playbook-order.ts'

/** `playbook list`: the playbooks of all hosts; with --dir, the playbooks that can be run in this directory. */
export async function listPlaybooks(call: Call): Promise<number> {
  if (call.flags.has('dir')) return listNames(call)
  const { playbooks, hosts } = await openAll(call)
  const { rows, failures } = await listEverywhere(playbooks, hosts)
  for (const failure of failures) if (failure) call.say(`fleetmux: ${sentence(failure)}`)
  sayLimit(call, rows, 'playbooks')
  if (call.flags.is('json')) {
    const failed = failures.filter(failure => failure !== null).map(failureJson)
    await call.print(
      toJson({ playbooks: rows.map(playbookJson), ...incompleteJson(rows), failures: failed }),
    )
  } else if (rows.length === 0) call.say('No playbook was started on the hosts that were asked.')
  else for (const row of rows) await call.print(rowLine(row))
  return exitOfAll(failures)
}

function rowLine({ host, spec, state, end, question }: PlaybookRow): string {
  const how = state === 'ended' ? end : state === 'gate' ? 'waits' : state
  const old = age(spec.created, Date.now()).padStart(4)
  const asked = state === 'gate' ? `  ? ${question}` : ''
  return strip(
    `${spec.id}  ${how.padEnd(8)} ${old}  ${spec.name} on ${host}:${spec.directory}${asked}`,
  )
}

async function listNames(call: Call): Promise<number> {
  const { host, playbooks, directory } = await openPlace(call)
  const names = await playbooks.names(host, directory)
  if (call.flags.is('json')) await call.print(toJson({ host, directory, names }))
  else for (const name of names) await call.print(strip(name))
  return DONE
}

/** `playbook show`: a playbook's description and events so far; with --follow, also those until its end. */
export const showPlaybook = (call: Call) =>
  withPlaybook(call, async (playbooks, { host, spec, path }) => {
    if (!call.flags.is('json'))
      call.say(
        strip(
          `${spec.name}, ${spec.agent} on ${host}:${spec.directory}, stored in ${host}:${path}`,
        ),
      )
    return printPlaybook(call, playbooks, { host, id: spec.id, once: !call.flags.is('follow') })
  })

/** `playbook stop`: ends a playbook and all processes that its agent has started. */
export const stopPlaybook = (call: Call) =>
  withPlaybook(call, async (playbooks, { host, spec }) => {
    await playbooks.stop(host, spec.id, whoAsks())
    call.say(`Stopping the playbook ${spec.id} on ${host}, with all its agents.`)
    return DONE
  })

/** `playbook clean`: removes the stored data of an ended playbook. */
export const cleanPlaybook = (call: Call) =>
  withPlaybook(call, async (playbooks, { host, spec, path }) => {
    await playbooks.clean(host, spec.id)
    call.say(
      strip(
        `Removed ${host}:${path}. The documents, branches and worktrees of the playbook were kept.`,
      ),
    )
    return DONE
  })

/** `playbook resume`: continues a playbook where it ended, with the given budgets. */
export const resumePlaybook = (call: Call) =>
  withPlaybook(call, async (playbooks, row) => {
    const after = await playbooks.resume(row, readBudgets(call.flags))
    if (call.flags.is('detach')) return DONE
    // Skips all events up to the earlier end, since this end would be taken for the end of the resumed playbook.
    return printPlaybook(call, playbooks, { host: row.host, id: row.spec.id, after })
  })

/** `playbook answer`: answers `go` or `stop` to a playbook that waits for a confirmation (a gate). */
export const answerPlaybook = (call: Call) =>
  withPlaybook(call, async (playbooks, { host, spec }, [answer]) => {
    if (answer !== 'go' && answer !== 'stop')
      throw usage(
        'playbook answer needs go or stop.',
        `For example: \`fleetmux playbook answer ${spec.id} go\`.`,
      )
    await playbooks.answer(host, spec.id, answer, whoAsks())
    return DONE
  })

/** The user and machine that answer a playbook's question, as shown to other users. */
function whoAsks(): string {
  return `${userInfo().username}@${hostname()}`
}

/** Opens the hosts that --on names, else all. */
async function openAll(call: Call) {
  if (call.flags.has('on')) {
    const { fleet, hosts } = await openHosts(call)
    return { playbooks: await fleet.onHosts.playbooks(), hosts }
  }
  const fleet = await call.open([])
  return { playbooks: await fleet.onHosts.playbooks(), hosts: fleet.hosts.map(({ name }) => name) }
}

async function withPlaybook(
  call: Call,
  work: (playbooks: Playbooks, row: PlaybookRow, more: readonly string[]) => Promise<number>,
): Promise<number> {
  const [word, id, ...more] = call.args
  if (id === undefined || id === '')
    throw usage(`playbook ${word}: missing argument ID.`, '`fleetmux playbook list` shows the ids.')
  const { playbooks, hosts } = await openAll(call)
  return work(playbooks, await playbooks.find(id, hosts), more)
}
