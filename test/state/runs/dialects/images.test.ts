import { expect, test } from 'vitest'
import type { Outgoing, Speech } from '../../../../src/state/runs/dialect.ts'
import { dialectOf } from '../../../../src/state/runs/dialects/dialects.ts'
import type { DialectName, RunSpec } from '../../../../src/state/runs/spec.ts'

const IMAGE = { mimeType: 'image/png', data: 'iVBORw0KGgo=' } as const

function speak(dialect: DialectName) {
  const spec: RunSpec = {
    ...{ version: 1, id: 'r', agent: 'a', dialect, title: '', cwd: '/w', created: 1 },
    ...{ mark: '0'.repeat(32), permissions: 'ask', tags: [] },
  }
  const speech: Speech = { prompt: 'What is it?', images: [IMAGE], cwd: '/w', permissions: 'ask' }
  return dialectOf(spec, speech)
}

/** The id of the request with that key. */
const idOf = (send: readonly Outgoing[] = [], key: string) =>
  JSON.parse(send.find(each => each.key === key)?.line ?? 'null')?.id

const turnOf = (send: readonly Outgoing[] = []) =>
  JSON.parse(send.find(({ key }) => key === 'turn')?.line ?? 'null')

test('claude gets it with its first line', () => {
  const [line] = speak('claude').begin()
  expect(JSON.parse(line?.line ?? '').message.content).toEqual([
    { type: 'image', source: { type: 'base64', media_type: 'image/png', data: IMAGE.data } },
    { type: 'text', text: 'What is it?' },
  ])
})

test('codex gets it with its turn', () => {
  const codex = speak('codex-app-server')
  const begun = codex.read({ id: idOf(codex.begin(), 'init'), result: {} })
  const thread = { id: idOf(begun.send, 'thread'), result: { thread: { id: 't' } } }
  const { send } = codex.read(thread)
  expect(turnOf(send).params.input).toEqual([
    { type: 'image', url: `data:image/png;base64,${IMAGE.data}` },
    { type: 'text', text: 'What is it?' },
  ])
})

function greeted(promptCapabilities: unknown) {
  const acp = speak('acp')
  const id = idOf(acp.begin(), 'init')
  const result = { agentCapabilities: { promptCapabilities } }
  return { acp, reading: acp.read({ jsonrpc: '2.0', id, result }) }
}

test('an agent behind ACP gets it with its prompt', () => {
  const { acp, reading } = greeted({ image: true })
  const id = idOf(reading.send, 'session')
  const { send } = acp.read({ jsonrpc: '2.0', id, result: { sessionId: 's' } })
  expect(turnOf(send).params.prompt).toEqual([
    { type: 'image', ...IMAGE },
    { type: 'text', text: 'What is it?' },
  ])
})

test('one that takes none is not given the prompt without it', () => {
  const { acp, reading } = greeted({ image: false })
  expect(reading.events).toMatchObject([{ type: 'error', code: 'images_unsupported' }])
  expect(reading.send ?? []).toEqual([])
  expect(acp.state().closing).toBe('failed')
})
