import { type InstallableAgent, isInstallable } from '../../../state/agents/installable.ts'

/** How to install one agent. */
export interface AgentPackage extends PackageFacts {
  readonly name: string
}

interface PackageFacts {
  /** Name of the agent's npm package. */
  readonly npm: string
  /** Name of the command that the package installs. */
  readonly bin: string
  /** The argument with which the command prints its version. */
  readonly version: string
  /** The minimum major version of Node that the command needs; null: it needs no Node. */
  readonly node: number | null
  /** Installed size in MB. */
  readonly size: number
  /**
   * Packages whose install scripts are needed to set up the program: newer npm versions run only install scripts of
   * packages that are named on the command line.
   */
  readonly scripts?: readonly string[]
  /** The vendor's own installer script and its shell; missing: the agent is installed only by npm. */
  readonly native?: NativeInstaller
}

export interface NativeInstaller {
  readonly url: string
  readonly shell: 'bash' | 'sh'
}

const VERSION = '--version'

/** The agents that fleetmux can install, all as npm packages; Node versions and sizes are those of November 2026. */
const PACKAGES: Readonly<Record<InstallableAgent, PackageFacts>> = {
  claude: {
    npm: '@anthropic-ai/claude-code',
    bin: 'claude',
    version: VERSION,
    node: null,
    size: 384,
    scripts: ['@anthropic-ai/claude-code'],
    native: { url: 'https://claude.ai/install.sh', shell: 'bash' },
  },
  codex: {
    npm: '@openai/codex',
    bin: 'codex',
    version: VERSION,
    node: 16,
    size: 424,
    native: { url: 'https://chatgpt.com/codex/install.sh', shell: 'sh' },
  },
  gemini: {
    npm: '@google/gemini-cli',
    bin: 'gemini',
    version: VERSION,
    node: 20,
    size: 100,
  },
  opencode: {
    npm: 'opencode-ai',
    bin: 'opencode',
    version: VERSION,
    node: null,
    size: 354,
    scripts: ['opencode-ai'],
    native: { url: 'https://opencode.ai/install', shell: 'bash' },
  },
  amp: {
    npm: '@sourcegraph/amp',
    bin: 'amp',
    version: VERSION,
    node: null,
    size: 97,
    scripts: ['@ampcode/cli'],
    native: { url: 'https://ampcode.com/install.sh', shell: 'bash' },
  },
  copilot: {
    npm: '@github/copilot',
    bin: 'copilot',
    version: VERSION,
    node: 20,
    size: 189,
  },
  qwen: {
    npm: '@qwen-code/qwen-code',
    bin: 'qwen',
    version: VERSION,
    node: 22,
    size: 144,
  },
  'claude-agent-acp': {
    npm: '@agentclientprotocol/claude-agent-acp',
    bin: 'claude-agent-acp',
    version: VERSION,
    node: 22,
    size: 402,
  },
  'codex-acp': {
    npm: '@agentclientprotocol/codex-acp',
    bin: 'codex-acp',
    version: VERSION,
    node: 22,
    size: 457,
  },
}

/** The npm package of an agent; null: fleetmux cannot install the agent. */
export function packageOf(agent: string): AgentPackage | null {
  return isInstallable(agent) ? { name: agent, ...PACKAGES[agent] } : null
}
