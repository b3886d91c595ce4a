import type { HostConfig } from '../../state/model/host-config.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { State } from '../../state/model/state.ts'
import type { Catalogue } from '../agents/catalogue.ts'
import type { Transport } from '../transport/transport.ts'

export interface TestTools {
  readonly dispatch: (event: Event) => void
  readonly getState: () => State
  readonly transport: (host: HostConfig) => Transport
  readonly catalogue: () => Catalogue
}

/** Tests a host over a separate transport, so that an unsaved host can be tested too. */
export async function testHost(
  { host, agents, ref: test }: Extract<Command, { type: 'test-host' }>,
  { dispatch, getState, transport, catalogue }: TestTools,
): Promise<void> {
  const { probe } = await import('./probe.ts')
  const way = transport(host)
  try {
    await probe({
      host,
      transport: way,
      adapters: agents ? catalogue().adapters : [],
      deadline: getState().settings.deadline,
      tell: check => dispatch({ type: 'probed', host: host.name, check, test }),
    })
  } finally {
    await way.close()
    dispatch({ type: 'tested', host: host.name, test })
  }
}
