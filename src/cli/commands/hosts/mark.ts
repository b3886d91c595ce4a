import type { Fleet } from '../../../state/fleet-handle.ts'
import type { HostChange } from '../../../state/model/host-config.ts'
import type { Call } from '../../command/command.ts'
import { DONE } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { receipt } from '../../command/wait.ts'
import { limitOf } from '../../connect/connect.ts'
import { setCordon } from '../../tracked/cordon.ts'
import { configOf } from './show.ts'

type Names = readonly string[]

export const enableHost = async (call: Call, [host = '']: Names) =>
  keep(call, await call.open([]), host, { enabled: null })
export const disableHost = async (call: Call, [host = '']: Names) =>
  keep(call, await call.open([]), host, { enabled: false })
export const cordonHost = (call: Call, [host = '']: Names) => setCordon(call, host, 'cordon')
export const uncordonHost = (call: Call, [host = '']: Names) => setCordon(call, host, 'uncordon')

/** Marks a host as the default. If the host is the default already, or no host is named, removes the mark. */
export async function defaultHost(call: Call, [name]: Names): Promise<number> {
  const fleet = await call.open([])
  const all = [...fleet.store.getState().hosts.values()]
  const marked = all.find(({ config }) => config.default)?.config.name
  const host = name ?? marked
  if (host === undefined)
    throw usage('There is no default host.', 'To set one: `fleetmux hosts default HOST`.')
  return keep(call, fleet, host, { default: host === marked ? null : true })
}

/** `word` adds a tag, `word-` removes it. */
export async function tagHost(call: Call, [host = '', ...words]: Names): Promise<number> {
  const bad = words.find(word => !/^[^\s,]+$/.test(word) || word === '-')
  if (bad !== undefined)
    throw usage(
      `${JSON.stringify(bad)} is not a valid tag.`,
      'A tag is a word without spaces or commas.',
    )
  const fleet = await call.open([])
  const { tags: before = [] } = configOf(fleet, host)
  const gone = new Set(words.filter(word => word.endsWith('-')).map(word => word.slice(0, -1)))
  const more = words.filter(word => !word.endsWith('-'))
  const tags = [...new Set([...before, ...more])].filter(tag => !gone.has(tag))
  return keep(call, fleet, host, { tags: tags.length > 0 ? tags : null })
}

async function keep(call: Call, fleet: Fleet, host: string, change: HostChange): Promise<number> {
  configOf(fleet, host)
  fleet.store.dispatch({ type: 'keep-host', host, change, ref: 'keep' })
  const { text } = await receipt(fleet.store, {
    ...{ ref: 'keep', host: '', limit: limitOf(call, fleet) },
    effect: `the configuration of ${host} was changed`,
    check: `fleetmux hosts show ${host}`,
  })
  call.say(text)
  return DONE
}
