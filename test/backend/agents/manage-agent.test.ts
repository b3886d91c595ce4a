import { expect, test } from 'vitest'
import { manageAgent } from '../../../src/backend/agents/install/manage.ts'
import type { Transport } from '../../../src/backend/transport/transport.ts'
import { FailureError, type FailureKind } from '../../../src/state/model/failure.ts'

const ORDER = {
  action: 'install',
  agent: 'claude',
  force: true,
  native: true,
  dryRun: false,
} as const

/** A host without agents, whose connection fails while the installer runs. */
function hostThatFails(kind: FailureKind): Pick<Transport, 'host' | 'run'> {
  return {
    host: 'gpu1',
    async run(argv) {
      const mark = argv.find(word => word.startsWith('fleetmux-'))
      if (!mark) throw new FailureError({ kind, host: 'gpu1', what: 'It took longer than 900 s.' })
      const stdout = `${mark} :path\n/bin\n${mark} :home\n/home/me\n${mark} end\n`
      return { code: 0, stdout: Buffer.from(stdout), stderr: Buffer.alloc(0) }
    },
  }
}

const failureOf = (kind: FailureKind) =>
  manageAgent(hostThatFails(kind) as Transport, ORDER, () => {}).then(
    () => '',
    (thrown: FailureError) => thrown.message,
  )

test.each(['late', 'lost'] as const)(
  'an installation whose end is not known (%s) says how to find out',
  async kind => {
    expect(await failureOf(kind)).toBe(
      'gpu1: It took longer than 900 s. To see what is installed: `fleetmux detect claude --on gpu1`.',
    )
  },
)

test('an installation that never began is told as what hindered it', async () => {
  expect(await failureOf('unreachable')).toBe('gpu1: It took longer than 900 s.')
})
