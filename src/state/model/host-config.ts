import type { Tier } from './tracked-session.ts'

/** The program that attaches the user's terminal to a session on another machine. */
export type AttachVia = 'ssh' | 'mosh'

/** The name of this machine in the fleet. */
export const THIS_MACHINE = 'local'

/** The hint where a setting of this machine cannot be changed, because this machine is not in the list of hosts. */
export const THIS_MACHINE_SETTINGS =
  'It can have only these settings, under `local` in config.json: tier, capacity, region, directory and environment.'

/** A host as configured, or as named on the command line. */
export interface HostConfig extends HostPlace {
  readonly name: string
  readonly transport: TransportKind
  /** `[user@]name[:port]`, as written. */
  readonly address?: string
  /** Additional options for `ssh -o`. */
  readonly options?: Readonly<Record<string, string>>
  /** Maximum number of sessions on the host, if configured. */
  readonly capacity?: number
  /** Size class. A host with a tier or a capacity is part of the pool, which runs the sessions started from prompts. */
  readonly tier?: Tier
  readonly region?: string
  /** The path of the private key for ssh, as written. fleetmux also adds it to `options`, as `IdentityFile`. */
  readonly key?: string
  /** Default directory of new sessions: absolute, or begins with `~/`. */
  readonly directory?: string
  /** Environment variables for programs that are started on the host. */
  readonly environment?: Readonly<Record<string, string>>
  /** Set if the host is disabled in the configuration: it is never connected, and using it is an error. */
  readonly disabled?: true
  /** Set if the user has marked the host as default. The mark is shown, and has no other effect. */
  readonly default?: true
  /**
   * Set for a host that is not in the configuration: reported by a provider, named on the command line, or another tmux
   * server of a host.
   */
  readonly joined?: 'azlin' | 'name' | 'server'
  /** The user's labels for selecting hosts. */
  readonly tags?: readonly string[]
  /** The program that attaches a terminal to sessions of the host; default: ssh. */
  readonly attach?: AttachVia
  /** Set if fleetmux has read the host from the configuration of the program atmux: the path of that file. */
  readonly from?: string
}

/** How fleetmux reaches a host. */
export type TransportKind = 'local' | 'ssh' | 'ssh2' | 'docker' | 'kube'

/** Location of a host that has no address, such as a container. */
export interface HostPlace {
  /** docker: name or id of the container. kube: the container of the pod, if it has several. */
  readonly container?: string
  /** docker, kube: the client's context. Default: the current one. */
  readonly context?: string
  /** docker: the user that runs the commands, `user`, `uid` or `user:group`. */
  readonly user?: string
  /** docker: working directory of commands, an absolute path. */
  readonly workdir?: string
  /** kube: the namespace. Default: the context's own. */
  readonly namespace?: string
  /** kube: the pod's name. */
  readonly pod?: string
  /** kube: a label selector that finds one pod, instead of the pod's name. */
  readonly selector?: string
  /** The tmux server on the host: a name for `tmux -L`, or the absolute path of its socket; default: tmux's own. */
  readonly socket?: string
  /** ssh2: jump hosts, `[user@]name[:port]`, in order, separated by commas. */
  readonly jump?: string
}

/** A host as written in the configuration. For a missing ssh value, the user's ssh configuration applies. */
export interface HostEntry
  extends Omit<HostConfig, 'transport' | 'options' | 'disabled' | 'joined' | 'from' | 'default'> {
  readonly transport?: HostConfig['transport']
  readonly enabled?: boolean
  readonly default?: boolean
}

/** Changes of a configuration entry; null removes a value. */
export type HostChange = {
  readonly [K in keyof HostEntry]?: K extends 'name' ? string : HostEntry[K] | null
}
