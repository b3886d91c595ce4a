import { type InstallableAgent, isInstallable } from '../../../state/agents/installable.ts'

/** How one agent is installed. */
export interface AgentPackage extends PackageFacts {
  readonly name: string
}

interface PackageFacts {
  /** Its package of the npm registry. */
  readonly npm: string
  /** The command that the package brings, and how it is asked for its version. */
  readonly bin: string
  readonly version: string
  /** Major version of Node that the command needs to run; null: it runs without. */
  readonly node: number | null
  /** MB that it takes once it is unpacked. */
  readonly size: number
  /** Packages whose install scripts put the program in place; newer npm runs none that is not named. */
  readonly scripts?: readonly string[]
  /** The maker's own installer, a script for that shell; none: npm alone. */
  readonly native?: NativeInstaller
}

export interface NativeInstaller {
  readonly url: string
  readonly shell: 'bash' | 'sh'
}

const VERSION = '--version'

/** The agents that have a package of the npm registry, with figures as of November 2026. */
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

/** The package of an agent; null: it has none. */
export function packageOf(agent: string): AgentPackage | null {
  return isInstallable(agent) ? { name: agent, ...PACKAGES[agent] } : null
}
