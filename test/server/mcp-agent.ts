import type { App, Live } from '../cli/app.ts'
import { until } from '../lab/process.ts'

/** An agent that speaks the protocol over standard input and output. */
export interface Agent {
  call(name: string, input?: object): Promise<{ text: string; isError?: true }>
  tools(): Promise<readonly string[]>
  /** What its person was asked. */
  readonly asked: readonly string[]
  end(): Promise<unknown>
}

export interface AgentOptions {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** What its person says to each question; none: the program cannot ask. */
  readonly says?: 'yes' | 'no' | 'cancel'
}

export async function startAgent(app: App, options: AgentOptions = {}): Promise<Agent> {
  const { args = [], env = {}, says } = options
  const live: Live = app.start(['mcp', ...args], { open: true, env })
  const asked: string[] = []
  const answered = new Set<unknown>()
  let id = 0
  const write = (message: object) =>
    live.child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)

  function messages() {
    return live
      .out()
      .split('\n')
      .filter(line => line.startsWith('{') && line.endsWith('}'))
      .map(line => JSON.parse(line))
  }

  function answerQuestions(): void {
    for (const { id: question, method, params } of messages()) {
      if (method !== 'elicitation/create' || answered.has(question)) continue
      answered.add(question)
      asked.push(params.message)
      const result =
        says === 'cancel'
          ? { action: 'cancel' }
          : { action: 'accept', content: { yes: says === 'yes' } }
      write({ id: question, result })
    }
  }

  const ask = async (method: string, params: object) => {
    const number = ++id
    write({ id: number, method, params })
    return until(`the answer to ${method}`, () => {
      answerQuestions()
      return messages().find(each => each.id === number && !each.method)
    })
  }
  await ask('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: says === undefined ? {} : { elicitation: { form: {} } },
    clientInfo: { name: 'test', version: '1' },
  })
  write({ method: 'notifications/initialized' })
  return {
    asked,
    async call(name, input = {}) {
      const { result, error } = await ask('tools/call', { name, arguments: input })
      if (error) return { text: error.message, isError: true }
      return { text: result.content[0].text, ...(result.isError && { isError: true }) }
    },
    tools: async () =>
      (await ask('tools/list', {})).result.tools.map((each: { name: string }) => each.name),
    async end() {
      live.child.stdin.end()
      return live.ended
    },
  }
}
