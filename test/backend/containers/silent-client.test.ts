import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createDocker } from '../../../src/backend/containers/docker.ts'
import { createKube } from '../../../src/backend/containers/kube.ts'
import type { Transport } from '../../../src/backend/transport/transport.ts'
import { failureOf } from '../ssh/ssh-lab.ts'

/**
 * A `docker` and a `kubectl` that run commands on this machine. When a command has begun, they give no answer about its
 * container any more, or that the cluster is down.
 */
const dir = mkdtempSync(join(tmpdir(), 'fmsc-'))
const begun = (name: string) => join(dir, `${name}.begun`)
const POD = JSON.stringify({
  metadata: { name: 'one', uid: '1' },
  spec: { containers: [{ name: 'app' }] },
  status: { phase: 'Running', containerStatuses: [{ name: 'app', state: { running: {} } }] },
})
const kubectl = (name: string, after: string) => `case $1 in
get) [ ! -e '${begun(name)}' ] || { ${after}; }; echo '${POD}' ;;
exec) : >'${begun(name)}'; shift 6; exec "$@" ;;
esac`
const DOCKER = `case $1 in container) exec sleep 600 ;; exec) shift 3; exec "$@" ;; esac`

function envWith(program: string, script: string) {
  const bin = mkdtempSync(join(dir, 'bin-'))
  writeFileSync(join(bin, program), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return { PATH: `${bin}:${process.env.PATH}` }
}

const made: Transport[] = []
afterAll(async () => {
  await Promise.all(made.map(each => each.close()))
  await rm(dir, { recursive: true, force: true })
})

/** Runs a command that kills the shell around it, which can then tell no exit code. */
function brokenIn(transport: Transport) {
  made.push(transport)
  return failureOf(transport.run(['sh', '-c', 'kill -9 $PPID'], { deadline: 60_000 }))
}

const CHECK = 'Before you try again, check whether the command took effect.'

test('a docker that then says nothing: the command had begun', async () => {
  const env = envWith('docker', DOCKER)
  expect(await brokenIn(createDocker({ name: 'box', container: 'one', env }))).toEqual({
    kind: 'lost',
    host: 'box',
    what: 'The connection broke while the command ran. docker did not say within 3 s whether the container one is still running.',
    hint: `To see whether the container is running: \`docker ps\`. ${CHECK}`,
  })
})

test('a kubectl that then says nothing, or that the cluster is down: the command had begun', async () => {
  const silent = envWith('kubectl', kubectl('silent', 'exec sleep 600'))
  expect(await brokenIn(createKube({ name: 'box', pod: 'one', env: silent }))).toEqual({
    kind: 'lost',
    host: 'box',
    what: 'The connection broke while the command ran. kubectl did not say within 3 s whether the pod one is still running.',
    hint: `To see whether the pod is running: \`kubectl get pods\`. ${CHECK}`,
  })
  const refused = 'echo "dial tcp 127.0.0.1:6443: connect: connection refused" >&2; exit 1'
  const down = envWith('kubectl', kubectl('down', refused))
  expect(await brokenIn(createKube({ name: 'box', pod: 'one', env: down }))).toMatchObject({
    what: 'The connection broke while the command ran. The cluster does not answer.',
    hint: `Check that the cluster is running and your VPN is connected: \`kubectl cluster-info\` ${CHECK}`,
  })
})
