import type { Tier } from './tracked-session.ts'

/** What carries a person's terminal to another machine. */
export type AttachVia = 'ssh' | 'mosh'

/** The name under which this machine stands in the fleet. */
export const THIS_MACHINE = 'local'

/** A host as it was configured or named. */
export interface HostConfig extends HostPlace {
  readonly name: string
  readonly transport: TransportKind
  /** `[user@]name[:port]`, as it was written. */
  readonly address?: string
  /** For ssh's `-o`, beyond the address. */
  readonly options?: Readonly<Record<string, string>>
  /** How many sessions it has room for, where somebody said so. */
  readonly capacity?: number
  /** Size class; with it, or with a capacity, it is part of the pool. */
  readonly tier?: Tier
  readonly region?: string
  /** The key file that ssh shall use, as it was written; `options` say so to ssh. */
  readonly key?: string
  /** Where sessions start there, unless they are told otherwise: absolute, or begins with `~/`. */
  readonly directory?: string
  /** What programs that are started there find in their environment. */
  readonly environment?: Readonly<Record<string, string>>
  /** It stands in the configuration, switched off: never dialled, and an error wherever it is used. */
  readonly disabled?: true
  /** A person's mark, shown and never chosen by itself. */
  readonly default?: true
  /** No configuration names it: a provider of machines made it known, or somebody has only named it. */
  readonly joined?: 'azlin' | 'name'
  /** Words of the user's own to select hosts by. */
  readonly tags?: readonly string[]
  /** What attaching takes where nobody says; default ssh. */
  readonly attach?: AttachVia
  /** The file of another tool that it was read from, where it is not fleetmux's own configuration. */
  readonly from?: string
}

/** How bytes reach a host. */
export type TransportKind = 'local' | 'ssh' | 'ssh2' | 'docker' | 'kube'

/** Where a host is that no address leads to, and how to get into it. */
export interface HostPlace {
  /** docker: name or id of the container. kube: which container of the pod, where it has several. */
  readonly container?: string
  /** docker, kube: the client's context; default: the one that is set there. */
  readonly context?: string
  /** docker: who runs the commands, `user`, `uid` or `user:group`. */
  readonly user?: string
  /** docker: where commands run, an absolute path. */
  readonly workdir?: string
  /** kube: default is the context's own. */
  readonly namespace?: string
  /** kube: the pod's name, or a label selector that finds one pod. */
  readonly pod?: string
  readonly selector?: string
  /** The tmux server there: a name, as tmux's `-L` takes it, or the absolute path of its socket; default: tmux's own. */
  readonly socket?: string
  /** ssh2: hosts to go through, `[user@]name[:port]`, the first one first, parted by commas. */
  readonly jump?: string
}

/** A host as it stands in the configuration: what is not there is left to ssh, or means nothing. */
export interface HostEntry
  extends Omit<HostConfig, 'transport' | 'options' | 'disabled' | 'joined' | 'from' | 'default'> {
  readonly transport?: HostConfig['transport']
  readonly enabled?: boolean
  readonly default?: boolean
}

/** What becomes different about an entry; null takes a value out. */
export type HostChange = {
  readonly [K in keyof HostEntry]?: K extends 'name' ? string : HostEntry[K] | null
}
