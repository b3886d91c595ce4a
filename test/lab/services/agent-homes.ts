import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

type Files = Readonly<Record<string, string>>

/** What points each agent at a stand-in for its model's service: files of the home, and variables. */
export async function pointAgents(home: string, url: string): Promise<Record<string, string>> {
  for (const files of Object.values(agentFiles(url))) {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(home, path)), { recursive: true })
      await writeFile(join(home, path), text)
    }
  }
  // OpenCode looks in XDG_CONFIG_HOME, which a test sets for fleetmux, and not in the home.
  const OPENCODE_CONFIG = join(home, '.config/opencode/opencode.json')
  return { ...agentVariables(url), OPENCODE_CONFIG }
}

export function agentVariables(url: string): Record<string, string> {
  return {
    ...{ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'none', CLAUDE_CODE_MAX_RETRIES: '1' },
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    STANDIN_KEY: 'none',
    ...{ GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: 'none' },
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    ...{ OPENAI_API_KEY: 'none', OPENAI_BASE_URL: `${url}/v1`, OPENAI_MODEL: 'm1' },
    ...{
      COPILOT_PROVIDER_BASE_URL: `${url}/v1`,
      COPILOT_PROVIDER_API_KEY: 'none',
      COPILOT_MODEL: 'm1',
    },
    ...{
      XAI_API_KEY: 'none',
      GROK_XAI_API_BASE_URL: `${url}/v1`,
      GROK_MODELS_BASE_URL: `${url}/v1`,
    },
    ...{ KIMI_CODE_NO_AUTO_UPDATE: '1', KILO_DISABLE_MODELS_FETCH: '1' },
  }
}

export function agentFiles(url: string): Readonly<Record<string, Files>> {
  return {
    claude: { '.claude.json': JSON.stringify(CLAUDE) },
    codex: { '.codex/config.toml': codexConfig(url) },
    gemini: { '.gemini/settings.json': JSON.stringify(GEMINI) },
    opencode: { '.config/opencode/opencode.json': JSON.stringify(opencodeConfig(url)) },
    qwen: { '.qwen/settings.json': JSON.stringify(QWEN) },
    pi: {
      '.pi/agent/models.json': JSON.stringify(piModels(url)),
      '.pi/agent/settings.json': JSON.stringify(PI),
    },
    kimi: { '.kimi-code/config.toml': kimiConfig(url) },
    kilo: { '.config/kilo/kilo.json': JSON.stringify(opencodeConfig(url)) },
    cline: { '.cline/data/settings/providers.json': JSON.stringify(clineProviders(url)) },
    continue: { '.continue/config.yaml': continueConfig(url) },
  }
}

/** Past the first start, which asks the service itself whether it is there. */
const CLAUDE = {
  ...{ hasCompletedOnboarding: true, theme: 'dark' },
  customApiKeyResponses: { approved: ['none'], rejected: [] },
}

/** One retry each: a refusal is told in seconds. */
function codexConfig(url: string): string {
  return `model = "m1"
model_provider = "standin"
[model_providers.standin]
name = "standin"
base_url = "${url}/v1"
env_key = "STANDIN_KEY"
wire_api = "responses"
request_max_retries = 1
stream_max_retries = 1
`
}

const GEMINI = {
  security: { auth: { selectedType: 'gemini-api-key' } },
  general: { enableAutoUpdate: false },
  privacy: { usageStatisticsEnabled: false },
}

const QWEN = {
  security: { auth: { selectedType: 'openai' } },
  general: { enableAutoUpdate: false },
  privacy: { usageStatisticsEnabled: false },
}

function opencodeConfig(url: string) {
  return {
    $schema: 'https://opencode.ai/config.json',
    model: 'standin/m1',
    small_model: 'standin/m1',
    provider: {
      standin: {
        npm: '@ai-sdk/openai-compatible',
        name: 'Stand-in',
        options: { baseURL: `${url}/v1`, apiKey: 'none' },
        models: { m1: { name: 'm1', limit: { context: 128_000, output: 8000 } } },
      },
    },
  }
}

const PI = { defaultProvider: 'standin', defaultModel: 'm1' }

function piModels(url: string) {
  const standin = { baseUrl: `${url}/v1`, api: 'openai-completions', apiKey: 'none' }
  return { providers: { standin: { ...standin, models: [{ id: 'm1' }] } } }
}

function kimiConfig(url: string): string {
  return `default_model = "m1"
[providers.standin]
type = "openai"
base_url = "${url}/v1"
api_key = "none"
[models.m1]
provider = "standin"
model = "m1"
max_context_size = 128000
`
}

function clineProviders(url: string) {
  const settings = {
    provider: 'openai-compatible',
    apiKey: 'none',
    model: 'm1',
    baseUrl: `${url}/v1`,
  }
  const standin = { settings, updatedAt: '2026-11-30T00:00:00.000Z', tokenSource: 'manual' }
  return {
    ...{ version: 1, lastUsedProvider: 'openai-compatible', modes: {} },
    providers: { 'openai-compatible': standin },
  }
}

function continueConfig(url: string): string {
  return `name: standin
version: 1.0.0
schema: v1
models:
  - name: m1
    provider: openai
    model: m1
    apiKey: none
    apiBase: ${url}/v1
    roles: [chat, edit, apply]
`
}
