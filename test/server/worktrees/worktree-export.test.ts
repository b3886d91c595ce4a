import { expect, test } from 'vitest'
import { worktreeExportRoute } from '../../../src/server/api/worktrees/worktree-export.ts'
import { fleet } from '../../state/fleet.ts'

/** The answer to an export of so many sessions, all of them of one host. */
async function exported(count: number, format: string): Promise<Response> {
  const state = fleet()
  const spec = { name: 'a', agent: 'claude', branchName: 'b', baseBranch: 'main', created: 1 }
  const list = async (host: string) =>
    host === 'lab1' ? Array.from({ length: count }, (_, at) => ({ host, id: `s${at}`, spec })) : []
  const worktrees = async () => ({ list, iterations: async () => [] })
  const call = {
    query: { format },
    fleet: { store: { getState: () => state }, onHosts: { worktrees } },
  }
  return (await worktreeExportRoute.run(call as never)) as Response
}

test('an export of a host that lists only its newest sessions says so, in each format', async () => {
  for (const format of ['json', 'csv']) {
    const { headers } = await exported(200, format)
    expect([format, headers.get('x-incomplete-hosts')]).toEqual([format, 'lab1'])
  }
  expect(await (await exported(200, 'json')).json()).toMatchObject({ incomplete: ['lab1'] })
  const whole = await exported(199, 'json')
  expect(whole.headers.get('x-incomplete-hosts')).toBeNull()
  expect(await whole.json()).not.toHaveProperty('incomplete')
})
