import { TIERS, tierOf } from '../../state/hosts/machine-size.ts'
import { type Failure, FailureError, makeFailure, toFailure } from '../../state/model/failure.ts'
import { callAzlin, failed } from './azlin-call.ts'
import { AzlinError } from './azlin-error.ts'
import type { AzlinMachine } from './azlin-list.ts'
import type { Order, Progress, Provider } from './provider.ts'
import { redact } from './redact.ts'
import { retry, type Wait } from './retry.ts'

interface MakerOptions {
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** Timeout for one attempt to create a machine, in milliseconds. */
  readonly deadline: number
  /** Maximum sum of the waits between attempts to create one machine, in milliseconds; then its creation has failed. */
  readonly budget: number
  readonly newName: () => string
  readonly list: (signal?: AbortSignal) => Promise<readonly AzlinMachine[]>
  readonly remove: (name: string) => Promise<void>
  readonly delay?: Wait
}

/** Creates machines with `azlin new`. A machine that a failed attempt created is removed before the next attempt. */
export function createMaker(options: MakerOptions): Provider['provision'] {
  const { args, env, deadline, budget, newName, list, remove, delay } = options

  async function attempt(
    name: string,
    order: Order,
    signal: AbortSignal | undefined,
    progress: Progress,
  ): Promise<void> {
    const words = newArgs(name, order, args)
    const said = await callAzlin({ args: words, deadline, env, ...(signal && { signal }) })
    const verdict = verdictOf(name, said.stdout)
    if (verdict === 'degraded') {
      progress(
        `${name}: the machine was created, but cannot reach the internet, so installations on it will fail.`,
      )
    }
    // azlin's exit code may be non-zero because of warnings, so azlin's own report about the machine decides.
    if (said.code !== 0 && verdict === null) throw failed(words, said)
  }

  /**
   * Removes what azlin has created of a machine whose creation failed (`thrown`), because it would cost money
   * unnoticed. Then throws `thrown`; if the removal fails too, an error with both reasons and what the user must still
   * do.
   */
  async function clearUp(name: string, thrown: unknown, progress: Progress): Promise<never> {
    // These failures happen before Azure is called, so nothing was created.
    if (thrown instanceof AzlinError && ['usage', 'unreachable'].includes(thrown.failure.kind)) {
      throw thrown
    }
    progress(`${name}: checking whether the machine was created in part`)
    try {
      const left = (await list()).some(machine => machine.name === name)
      if (left) await remove(name)
      progress(`${name}: ${left ? 'the machine was deleted' : 'there is no such machine'}`)
    } catch (error) {
      throw leftover(name, thrown, toFailure(error))
    }
    throw thrown
  }

  return async (order, signal, progress = () => {}) => {
    const name = newName()
    const region = order.region ?? 'the default region of azlin'
    progress(`${name}: azlin creates an Azure machine of ${order.sku} in ${region}`)
    await retry(
      {
        budget,
        passing: thrown => thrown instanceof AzlinError && thrown.passing,
        waiting: (thrown, milliseconds) =>
          progress(`${name}: ${toFailure(thrown).what} Trying again in ${milliseconds / 1000} s.`),
        ...(signal && { signal }),
        ...(delay && { delay }),
      },
      () => attempt(name, order, signal, progress).catch(thrown => clearUp(name, thrown, progress)),
    )
    progress(`${name}: the machine was created`)
    return (await list(signal)).find(machine => machine.name === name) ?? unlisted(name, order)
  }
}

/**
 * Arguments for `azlin new`. `--yes` and `--no-auto-connect`: azlin must neither ask questions nor open an ssh session.
 */
function newArgs(name: string, { sku, region }: Order, more: readonly string[]): string[] {
  const where = region === null ? [] : ['--region', region]
  return ['new', '--vm-size', sku, '--name', name, '--yes', '--no-auto-connect', ...where, ...more]
}

function verdictOf(name: string, stdout: string): 'created' | 'degraded' | null {
  const line = stdout.split('\n').find(each => each.includes(`VM '${name}' created`))
  if (line === undefined) return null
  return line.includes('DEGRADED') ? 'degraded' : 'created'
}

function unlisted(host: string, { sku, region }: Order): never {
  const tier = tierOf(sku)
  throw new FailureError({
    kind: 'lost',
    host,
    what: 'azlin reports that it created the machine, but does not list it.',
    why: `a ${sku}${tier ? ` with room for ${TIERS[tier].capacity}` : ''}${region ? ` in ${region}` : ''}`,
    hint: `The machine may cost money. Check with \`azlin list --all\`, and delete it with \`azlin delete ${host} --force\`.`,
  })
}

/** What failed and why, in the middle of a sentence. */
function reasonIn({ what, why }: Failure): string {
  return [what.replace(/\.$/, ''), why].filter(Boolean).join(': ')
}

function leftover(host: string, thrown: unknown, also: Failure): AzlinError {
  const first = toFailure(thrown)
  return new AzlinError(
    makeFailure({
      ...first,
      host,
      why: redact(
        [first.why, `nor could the machine be deleted: ${reasonIn(also)}`]
          .filter(Boolean)
          .join('; '),
      ),
      hint: [
        also.hint,
        `The machine may have been created in part and cost money: check with \`azlin list --all\`, and delete it with \`azlin delete ${host} --force\`.`,
      ]
        .filter(Boolean)
        .join(' '),
    }),
  )
}
