import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** What points each agent at a stand-in for its model's service: files of the home, and variables. */
export async function pointAgents(home: string, url: string): Promise<Record<string, string>> {
  const put = async (path: string, text: string) => {
    await mkdir(dirname(join(home, path)), { recursive: true })
    await writeFile(join(home, path), text)
  }
  await put('.codex/config.toml', codexConfig(url))
  await put('.gemini/settings.json', JSON.stringify(GEMINI))
  await put('.config/opencode/opencode.json', JSON.stringify(opencodeConfig(url)))
  return {
    ...{ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'none', CLAUDE_CODE_MAX_RETRIES: '1' },
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    STANDIN_KEY: 'none',
    ...{ GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: 'none' },
    OPENCODE_DISABLE_MODELS_FETCH: '1',
  }
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
