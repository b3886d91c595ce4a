import { type HostConfig, THIS_MACHINE } from '../model/host-config.ts'
import { followsSshConfig } from './config-entry.ts'
import { placeText } from './transport-fields.ts'
import { transportLabel } from './transport-label.ts'

/** The transport of a host in one word; `here` for this machine. */
export function kindWord(config: HostConfig): string {
  return transportLabel(config) || 'here'
}

/** The location of a host: its address, its container or pod, or `this machine`. */
export function addressOf(config: HostConfig): string {
  const { name, address = name } = config
  return placeText(config) || (name === THIS_MACHINE ? 'this machine' : address)
}

/** The location of a host as text for the user. The text says which parts come from the ssh config. */
export function whereText(config: HostConfig): string {
  const { socket } = config
  return `${routeText(config)}${socket === undefined ? '' : `, tmux server ${socket}`}`
}

function routeText(config: HostConfig): string {
  const { name, transport, address = name } = config
  if (transport === 'local') return 'this machine'
  if (transport === 'docker') return `container ${placeText(config)}`
  if (transport === 'kube') return `pod ${placeText(config)}`
  if (!followsSshConfig(config)) return address
  return address === name ? 'using ssh config' : `${address}, using ssh config`
}

/** Remarks about the configuration of a host in one line, such as `default off`. */
export function noteText({ default: isDefault, disabled, joined, from }: HostConfig): string {
  return [isDefault && 'default', disabled && 'off', joined && 'not saved', from && 'atmux']
    .filter(Boolean)
    .join(' ')
}

/** Size class and capacity of a host, such as `l x4`. */
export function sizeText({ tier, capacity }: HostConfig): string {
  return [tier, capacity !== undefined && `x${capacity}`].filter(Boolean).join(' ')
}

/** Why the entry of a host cannot be changed, in one sentence; null: it can be changed. */
export function whyNotKept({ name, from, joined }: HostConfig): string | null {
  if (name === THIS_MACHINE)
    return 'This machine is always in the list; its settings are under `local` in the configuration.'
  if (from !== undefined)
    return `${name} comes from ${from}. To add it to your configuration: \`fleetmux hosts import --from atmux\`.`
  return joined ? `${name} is not in the configuration. Press e to add the host.` : null
}
