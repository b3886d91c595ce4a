import { describe, expect, test } from 'vitest'
import { containerError } from '../../../src/state/runs/reader/container-error.ts'
import {
  podName,
  readImage,
  readLimits,
  readUser,
  readVolume,
} from '../../../src/state/runs/run-place.ts'

test.each([
  ['docker:node:22', { kind: 'docker', image: 'node:22' }],
  ['kube:registry.example.org:5000/team/agent@sha256:ab', null],
  ['docker:22', null],
  ['docker', null],
  ['lab1', null],
  ['me@docker:2222', null],
])('%s is an image or a host', (text, expected) => {
  const image = text.startsWith('kube:') ? { kind: 'kube', image: text.slice(5) } : expected
  expect(readImage(text)).toEqual(image)
})

test.each(['docker:', 'docker:--privileged', 'kube:a b', 'docker:a,b'])(
  '%s contains no image name',
  text => {
    expect(() => readImage(text)).toThrow('contains no image name')
  },
)

test('volumes, users and limits are read, or refused with an example', () => {
  expect(readVolume('/a:/b:ro')).toEqual({ source: '/a', target: '/b', readOnly: true })
  expect(readVolume('cache:/b')).toEqual({ source: 'cache', target: '/b', readOnly: false })
  for (const text of ['/a', '/a:b', '/a:/b:x', ':/b', '/a:/b:ro:z'])
    expect(() => readVolume(text)).toThrow('--volume must be')
  expect([readUser('root'), readUser('1000'), readUser('1000:1000')]).toHaveLength(3)
  for (const text of ['me', '1:', '-1', '']) expect(() => readUser(text)).toThrow('--user must be')
  expect(readLimits('cpu=500m, memory=1Gi')).toEqual({ cpu: '500m', memory: '1Gi' })
  for (const text of ['cpu', 'cpu=', 'cpu=1,', '=1'])
    expect(() => readLimits(text)).toThrow('--limits must be')
})

test('the name of a pod is one that clusters take', () => {
  expect(podName('01KX_Y.z-')).toBe('fleetmux-run-01kx-y-z')
})

describe('what docker says when it never began the agent', () => {
  const container = { engine: 'docker', image: 'team/agent:1', name: 'x' } as const
  const error = (code: number, stderr: string) => containerError({ container }, code, stderr)

  test.each([
    [
      127,
      'docker: Error response from daemon: failed to create task: exec: "claude": executable file not found in $PATH',
      'AGENT_NOT_INSTALLED',
      'The image team/agent:1 has no program claude',
    ],
    [
      127,
      '[FATAL tini (7)] exec claude failed: No such file or directory',
      'AGENT_NOT_INSTALLED',
      'The image team/agent:1 has no program claude',
    ],
    [
      127,
      'docker: Error response from daemon: exec: "/sbin/docker-init": stat /sbin/docker-init: no such file',
      'CONTAINER_ERROR',
      'has no docker-init',
    ],
    [
      125,
      "Unable to find image 'team/agent:1' locally\ndocker: Error response from daemon: pull access denied for team/agent",
      'CONTAINER_ERROR',
      'The image team/agent:1 is not on this machine',
    ],
    [
      125,
      'docker: Error response from daemon: invalid mount config for type "bind": bind source path does not exist: /nowhere/x',
      'CONTAINER_ERROR',
      'The docker engine does not find /nowhere/x. Create that directory',
    ],
    [
      125,
      'docker: something new',
      'CONTAINER_ERROR',
      'docker could not start the container: docker: something new',
    ],
  ])('%i %s', (code, stderr, name, message) => {
    expect(error(code, stderr)).toEqual({ code: name, message: expect.stringContaining(message) })
  })

  test("an agent's own end is its own", () => {
    expect(error(1, 'docker: x')).toBeNull()
    expect(error(125, 'no such branch')).toBeNull()
    expect(containerError({}, 127, 'docker: x')).toBeNull()
  })
})
