import { type HostConfig, THIS_MACHINE } from '../model/host-config.ts'
import { followsSshConfig } from './config-entry.ts'
import { placeWords } from './place.ts'
import { kindOf } from './transport-label.ts'

/** How a host is reached, in a word. */
export function kindWord(config: HostConfig): string {
  return kindOf(config) || 'here'
}

/** Where a host is, for those who parse it: an address, what of docker or kubernetes, or this machine. */
export function addressOf(config: HostConfig): string {
  const { name, address = name } = config
  return placeWords(config) || (name === THIS_MACHINE ? 'this machine' : address)
}

/** The same for those who read it: what is left to ssh is said. */
export function whereWords(config: HostConfig): string {
  const { socket } = config
  return `${routeWords(config)}${socket === undefined ? '' : `, tmux server ${socket}`}`
}

function routeWords(config: HostConfig): string {
  const { name, transport, address = name } = config
  if (transport === 'local') return 'this machine'
  if (transport === 'docker') return `container ${placeWords(config)}`
  if (transport === 'kube') return `pod ${placeWords(config)}`
  if (!followsSshConfig(config)) return address
  return address === name ? 'using ssh config' : `${address}, using ssh config`
}

/** What a person has said of it: marks, size, words of their own. */
export function saidWords({ default: isDefault, disabled, joined, from }: HostConfig): string {
  return [isDefault && 'default', disabled && 'off', joined && 'not saved', from && 'atmux']
    .filter(Boolean)
    .join(' ')
}

/** `l 0/4`: its size class and how many sessions it has room for. */
export function sizeWords({ tier, capacity }: HostConfig): string {
  return [tier, capacity !== undefined && `x${capacity}`].filter(Boolean).join(' ')
}

/** Why its entry cannot be changed, in one sentence; null: it can. */
export function whyNotKept({ name, from, joined }: HostConfig): string | null {
  if (name === THIS_MACHINE)
    return 'This machine is always there; `local` in the configuration says more of it.'
  if (from !== undefined)
    return `${name} stands in ${from}: \`fleetmux hosts import --from atmux\` takes it over.`
  return joined ? `${name} stands in no configuration: e writes it down.` : null
}
