import { THIS_MACHINE } from '../../../state/model/host-config.ts'
import type { PlaybookTask } from '../../../state/playbooks/document.ts'
import type { FoundPlaybook } from '../../../state/playbooks/playbook-order.ts'
import { counted } from '../../../state/text/counted.ts'
import { strip } from '../../../state/text/text.ts'
import type { Call } from '../../command/command.ts'
import { DONE, FAILED } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { toJson } from '../../print/json.ts'
import { confirmSetup } from '../work/confirm-setup.ts'
import { openPlace } from './playbook-place.ts'
import { printPlaybook } from './playbook-printer.ts'
import { readPlaybookOrder } from './read-playbook-order.ts'

/** `playbook run`: starts a playbook on its host and follows it. */
export async function runPlaybook(call: Call): Promise<number> {
  const { fleet, host, playbooks, directory } = await openPlace(call)
  const found = await playbooks.look(host, { names: namesIn(call), directory })
  const order = readPlaybookOrder(call, host, found)
  await playbooks.start(
    order,
    text => call.say(strip(text)),
    setup => confirmSetup(call, setup),
  )
  if (call.flags.is('detach')) {
    await call.print(order.id)
    return DONE
  }
  call.say(
    strip(`Playbook ${order.id} on ${host}, in ${found.directory}. Ctrl-C leaves it running.`),
  )
  const code = await printPlaybook(call, playbooks, { host, id: order.id })
  // The playbook has written its tasks into the project's shared history on the host. Reading this history copies it to
  // this machine, where it can be read while the host is unreachable.
  if (order.writesHistory)
    await (await fleet.onHosts.history()).read({ host, directory: found.directory })
  return code
}

/** `playbook check`: prints what would run, and what would prevent it. Nothing is started. */
export async function checkPlaybook(call: Call): Promise<number> {
  const { host, playbooks, directory } = await openPlace(call)
  const found = await playbooks.look(host, { names: namesIn(call), directory })
  const order = readPlaybookOrder(call, host, found)
  const halts = found.documents.flatMap(({ path, halts }) => halts.map(halt => ({ path, ...halt })))
  if (call.flags.is('json')) {
    const { playbook, documents, budgets } = order
    await call.print(toJson({ host, directory: found.directory, playbook, documents, budgets }))
  } else await printFound(call, host, found)
  for (const { path, line, reason } of halts)
    call.say(`fleetmux: ${path} contains a halt marker in line ${line}. ${reason}`)
  return halts.length > 0 ? FAILED : DONE
}

async function printFound(call: Call, host: string, found: FoundPlaybook): Promise<void> {
  const { playbook, directory, documents } = found
  const where = host === THIS_MACHINE ? directory : `${host}:${directory}`
  await call.print(strip(`${playbook.name} in ${where}`))
  for (const { path, tasks } of documents) {
    const open = tasks.filter(({ isDone }) => !isDone)
    await call.print(strip(`${path}: ${open.length} of ${counted(tasks.length, 'task')} open`))
    for (const task of open)
      await call.print(strip(`  ${task.line.padStart(4)}  ${taskText(task)}`))
  }
}

function taskText({ text, isGate, isWaiting, question }: PlaybookTask): string {
  if (isGate) return `? ${question}`
  return isWaiting ? `${text} (${question})` : text
}

function namesIn({ args }: Call): readonly string[] {
  const names = args.slice(1)
  if (names.some(name => name === '' || /[\p{Cc}]/u.test(name)))
    throw usage(
      'The name of a playbook or document is empty, or contains control characters.',
      'Write the name as `fleetmux playbook list --dir DIRECTORY` prints it.',
    )
  if (names.length > 0) return names
  throw usage(
    `playbook ${args[0]}: missing argument NAME or DOCUMENT.`,
    '`fleetmux playbook list --dir DIRECTORY` lists the playbooks of a directory.',
  )
}
