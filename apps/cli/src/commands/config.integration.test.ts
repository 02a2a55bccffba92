import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ccsp } from '../cli.test-support.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ccsp-cli-'))
})
afterAll(async () => rm(folder, { recursive: true }))

const SECRETS = {
  CCSP_REDIS_URL: 'redis://user:url-secret@127.0.0.1:1',
  CCSP_REDIS_PASSWORD: 'plain-secret',
  GITHUB_TOKEN: 'ghp_0123456789abcdef0123',
}

test('config show tells values and where they come from, secrets masked', async () => {
  const path = join(folder, 'ccsp.yaml')
  await writeFile(path, 'agent: { concurrency: 7 }\n')
  const ran = await ccsp(['config', 'show', '--config', path], { env: SECRETS })
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  expect(ran.stdout).toMatch(new RegExp(`^agent.concurrency +7 +file ${path}$`, 'm'))
  expect(ran.stdout).toMatch(/^redis\.password +\*\*\* +variable CCSP_REDIS_PASSWORD$/m)
  expect(ran.stdout).toMatch(/^queue\.name +ccsp-queue +default$/m)
  for (const argv of [
    ['config', 'show'],
    ['config', 'show', 'redis'],
    ['config', 'show', '--json'],
  ]) {
    expect((await ccsp(argv, { env: SECRETS })).stdout).not.toMatch(/url-secret|plain-secret|ghp_/)
  }
})

test('config show of one section shows that one only', async () => {
  const { stdout } = await ccsp(['config', 'show', 'http'])
  expect(stdout).toBe('SETTING    VALUE      FROM\nhttp.host  127.0.0.1  default\nhttp.port  9100       default\n')
  expect(JSON.parse((await ccsp(['config', 'show', 'http', '--json'])).stdout)).toEqual({ host: '127.0.0.1', port: 9100 })
  expect(await ccsp(['config', 'show', 'nope'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('SECTION is one of redis, '),
  })
})

test('config check accepts valid settings and names every problem of others, without values', async () => {
  expect(await ccsp(['config', 'check'])).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^The configuration is valid: \d+ settings, 0 of them given\.\n$/),
    stderr: '',
  })
  const env = { CCSP_AGENT_CONCURRENCY: 'many-secret', CCSP_HTTP_PORT: '-1' }
  const ran = await ccsp(['config', 'check'], { env })
  expect(ran).toMatchObject({ code: 3, stdout: '' })
  expect(ran.stderr).toMatch(/^error CCSP_CONFIG_INVALID: .*2 problem/)
  expect(ran.stderr).toMatch(/agent\.concurrency.*\n.*http\.port/)
  expect(ran.stderr).not.toContain('many-secret')
})

test('config schema is a JSON Schema', async () => {
  const schema = JSON.parse((await ccsp(['config', 'schema'])).stdout) as { properties: Record<string, unknown> }
  expect(Object.keys(schema.properties)).toContain('redis')
})

test('a configuration file that is not there is exit code 3', async () => {
  const ran = await ccsp(['config', 'check', '--config', join(folder, 'none.yaml')])
  expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('error CCSP_CONFIG_UNREADABLE') })
})
