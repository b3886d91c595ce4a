import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, openApp } from '../cli/app.ts'
import { until } from '../lab/process.ts'
import { unique } from '../lab/unique.ts'
import { startAgent } from './mcp-agent.ts'

let app: App
beforeAll(async () => {
  app = await openApp()
  await app.tmux('new-session', '-d', '-s', 'work', '-x', '80', '-y', '20', 'exec cat')
  const secrets = "printf 'API_KEY=abcdef123456\\nghp_%s\\nplain words\\n' aaaaaaaaaaaaaaaaaaaaaaaa"
  await app.tmux('new-session', '-d', '-s', 'keys', '-x', '80', '-y', '20', `${secrets}; exec cat`)
})
afterAll(() => app.close())

const screen = () => app.tmux('capture-pane', '-p', '-t', '=work:')

test('an agent that may ask sends after its person has said yes, and not else', async () => {
  const [args, text] = [['--ask', 'operator'], unique('after a yes')]
  const no = await startAgent(app, { args, says: 'no' })
  expect(await no.tools()).toContain('send')
  expect(await no.tools()).not.toContain('kill')
  expect((await no.call('send', { pane: 'work', text })).text).toContain('The user denied this')
  await no.end()
  const cancels = await startAgent(app, { args, says: 'cancel' })
  expect((await cancels.call('send', { pane: 'work', text })).isError).toBe(true)
  await cancels.end()
  expect(await screen()).not.toContain(text)

  const yes = await startAgent(app, { args, says: 'yes' })
  const sent = JSON.parse((await yes.call('send', { pane: 'work', text })).text)
  expect(sent.receipts[0].target).toBe('local/work:0.0')
  expect(yes.asked).toHaveLength(1)
  expect(yes.asked[0]).toContain('send')
  expect(yes.asked[0]).toContain(text)
  await until('the echo', async () => (await screen()).split(text).length === 3)
  // Reading needs nobody's yes.
  await yes.call('session_read', { pane: 'work' })
  expect(yes.asked).toHaveLength(1)
  await yes.end()
})

test('the person sees to whom a broadcast goes, and a program that cannot ask is told so', async () => {
  const agent = await startAgent(app, { args: ['--ask', 'operator'], says: 'yes' })
  const select = ['session=*']
  const dry = await agent.call('broadcast', { text: 'to all', select, dryRun: true })
  const { plan } = JSON.parse(dry.text)
  await agent.call('broadcast', { text: 'to all', plan })
  expect(agent.asked.at(-1)).toContain('to 2 panes: local/keys:0.0, local/work:0.0')
  await agent.end()
  const mute = await startAgent(app, { args: ['--ask', 'operator'] })
  expect((await mute.call('send', { pane: 'work', text: 'mute' })).text).toContain('cannot ask')
  expect(await screen()).not.toContain('mute')
  await mute.end()
})

test('secrets of a screen are masked before an agent reads it', async () => {
  const agent = await startAgent(app)
  const read = await until('the screen', async () => {
    const { text: seen } = await agent.call('session_read', { pane: 'keys' })
    return seen.includes('plain words') && seen
  })
  expect(read).toContain('API_KEY=[masked]')
  expect(read).not.toContain('abcdef123456')
  expect(read).not.toContain('ghp_a')
  await agent.end()
})

test('an agent types into none that is above it, and the third in a row starts none', async () => {
  const key = (
    await app.tmux('display-message', '-p', '-t', '=work:', '#{pane_id}@#{pid}:#{start_time}')
  ).trim()
  const above = { FLEETMUX_STARTED_BY: `${key} %998@1:1` }
  const agent = await startAgent(app, { args: ['--role', 'admin'], env: above })
  const refused = await agent.call('send', { pane: 'work', text: 'upwards' })
  expect(refused.text).toContain('an agent that started you')
  expect((await agent.call('kill', { id: 'local/work' })).text).toContain('that started you')
  // Beyond the end: three above it.
  const deep = await startAgent(app, {
    args: ['--role', 'admin'],
    env: { FLEETMUX_STARTED_BY: `${key} %998@1:1 %999@1:1` },
  })
  const start = { prompts: ['x'], agent: 'claude' }
  expect((await deep.call('start', start)).text).toContain('only 2 levels deep')
  expect((await agent.call('start', start)).text).not.toContain('only 2 levels deep')
  expect(await screen()).not.toContain('upwards')
  await agent.end()
  await deep.end()
})
