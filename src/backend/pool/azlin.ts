import { userInfo } from 'node:os'
import { FailureError } from '../../state/model/failure.ts'
import { now as clock } from '../clock.ts'
import { runtimeDirectory } from '../files/runtime-directory.ts'
import { type AzlinOutput, callAzlin, DEADLINES, failed } from './azlin-call.ts'
import { AzlinError } from './azlin-error.ts'
import { type AzlinMachine, parseList } from './azlin-list.ts'
import { createMaker } from './azlin-new.ts'
import { type AzlinOptions, groupArgs } from './azlin-option.ts'
import { createRoutes } from './azlin-route.ts'
import { isPoolName, reserveName } from './machine-name.ts'
import type { Provider } from './provider.ts'
import { retry, retryBudget } from './retry.ts'

/**
 * Azure machines through the `azlin` command, version 2.7. The pool consists of the machines whose name has the form
 * that fleetmux gives its new machines, and of those in the state file. A command can use any other listed machine too,
 * but only machines of the pool are ever removed.
 */
export function createAzlin(options: AzlinOptions = {}): Provider {
  const { env = process.env, args = [], members = () => [], now = clock, delay } = options
  const deadlines = { ...DEADLINES, ...options.deadlines }
  const user = env['USER'] || userInfo().username
  const isOurs = (name: string) => isPoolName(name, user) || members().includes(name)

  async function ask(words: readonly string[], deadline: number, signal?: AbortSignal) {
    const said = await callAzlin({ args: words, deadline, env, ...(signal && { signal }) })
    if (said.code === 0) return said
    throw failed(words, said)
  }

  /** Repeats the call while its failure may be temporary. */
  const insist = (work: () => Promise<AzlinOutput>, signal?: AbortSignal) =>
    retry(
      {
        budget: retryBudget(env),
        passing: isPassing,
        ...(signal && { signal }),
        ...(delay && { delay }),
      },
      work,
    )

  /** Lists all machines, including stopped ones, without their tmux sessions, which fleetmux lists itself. */
  async function list(signal?: AbortSignal, fresh = false): Promise<AzlinMachine[]> {
    const more = fresh ? ['--no-cache'] : []
    const words = ['list', '-o', 'json', '--all', '--no-tmux', ...more, ...groupArgs(args)]
    const { stdout } = await insist(() => ask(words, deadlines.list, signal), signal)
    return parseList(stdout).map(machine =>
      isOurs(machine.name) ? machine : { ...machine, capacity: null },
    )
  }

  async function remove(name: string, signal?: AbortSignal): Promise<void> {
    if (!isOurs(name)) throw notOurs(name)
    const words = ['delete', name, '--force', ...groupArgs(args)]
    try {
      await insist(() => ask(words, deadlines.delete, signal), signal)
    } catch (thrown) {
      // 'missing': another process has removed the machine already.
      if (!(thrown instanceof AzlinError && thrown.failure.kind === 'missing')) throw thrown
    }
  }

  const directory = () => options.directory ?? runtimeDirectory(env)
  return {
    name: 'azlin',
    makes: true,
    list: signal => list(signal),
    remove,
    provision: createMaker({
      args,
      env,
      deadline: deadlines.new,
      budget: retryBudget(env),
      newName: () => reserveName(directory(), user, now()),
      list: signal => list(signal, true),
      remove,
      ...(delay && { delay }),
    }),
    toHost: createRoutes({ ...options, deadline: deadlines.tunnel, list }),
  }
}

export function isPassing(thrown: unknown): boolean {
  return thrown instanceof AzlinError && thrown.passing
}

function notOurs(host: string): FailureError {
  return new FailureError({
    kind: 'refused',
    host,
    what: 'The Azure machine was not removed, because fleetmux did not create it.',
    hint: `To delete the machine anyway: \`azlin delete ${host}\`.`,
  })
}
