import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRedis } from '@ccsp/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ccsp } from './cli.test-support.ts'

let folder: string
let runtimeFile: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ccsp-cli-'))
  runtimeFile = join(folder, 'run', 'ccspd.json')
  await mkdir(join(folder, 'run'))
})
afterEach(async () => rm(folder, { recursive: true }))

/** A process id that no process has: Linux gives none above 2^22. */
const NO_PID = 2 ** 22 + 1

test('the runtime file of a running daemon leads to its Redis, whose password is not shown', async () => {
  await using server = await startRedis({ password: 'embedded-secret' })
  await writeFile(runtimeFile, JSON.stringify({ pid: process.pid, redisUrl: server.url }), { mode: 0o600 })
  // A login in the settings is for another Redis.
  const env = { CCSP_PATHS_STATE_DIRECTORY: folder, REDIS_PASSWORD: 'of-another' }
  const ran = await ccsp(['submit', 'hello'], { env })
  expect(ran).toEqual({ code: 0, stdout: 'r0000000000000001\n', stderr: '' })
  const config = await ccsp(['config', 'show', '--json'], { env })
  expect(config.stdout).not.toMatch(/embedded-secret|of-another/)
})

test('a daemon that is gone is noted, and its Redis is tried all the same', async () => {
  await using server = await startRedis()
  await writeFile(runtimeFile, JSON.stringify({ pid: NO_PID, redisUrl: server.url }))
  const ran = await ccsp(['submit', 'hello'], { env: { CCSP_PATHS_STATE_DIRECTORY: folder } })
  const stderr = `note: process ${NO_PID}, which wrote ${runtimeFile}, no longer runs\n`
  expect(ran).toEqual({ code: 0, stdout: 'r0000000000000001\n', stderr })
})

test('without settings and without a runtime file the service counts as not running', async () => {
  const env = { CCSP_PATHS_RUNTIME_FILE: join(folder, 'none.json') }
  for (const line of ['status', 'status --json', 'queue list', 'submit x']) {
    expect(await ccsp(line.split(' '), { env })).toEqual({
      code: 4,
      stdout: '',
      stderr:
        `error CCSP_SERVICE_NOT_FOUND: The service does not seem to run here: redis.url is not set, and there is no ${folder}/none.json\n` +
        '  Start it: npm start, or systemctl start ccsp-agent; or set redis.url\n',
    })
  }
})

test.each(['', 'redis://:secret-word@host', '[]', '{"redisUrl":"secret-word"}', '{"redisUrl":7}'])(
  'a runtime file with %j is refused without quoting it',
  async (content) => {
    await writeFile(runtimeFile, content)
    const { code, stderr } = await ccsp(['status'], { env: { CCSP_PATHS_RUNTIME_FILE: runtimeFile } })
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringContaining('not a runtime file of ccspd') })
    expect(stderr).not.toContain('secret-word')
  },
)

test('settings go before the runtime file', async () => {
  await using server = await startRedis()
  await writeFile(runtimeFile, 'rubbish')
  const path = join(folder, 'ccsp.yaml')
  await writeFile(path, `redis: { url: "${server.url}" }\npaths: { stateDirectory: ${folder} }\n`)
  expect(await ccsp(['submit', 'x', '--config', 'ccsp.yaml'], { cwd: folder })).toMatchObject({ code: 0 })
})

test('an environment file that others may read is refused', async () => {
  const path = join(folder, 'secrets.env')
  await writeFile(path, 'REDIS_PASSWORD=very-secret\n')
  await chmod(path, 0o644)
  const ran = await ccsp(['config', 'check', '--config', path])
  expect(ran).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('error CCSP_CONFIG_EXPOSED') })
  expect(ran.stderr).not.toContain('very-secret')
})

test('an environment file that the user may not read is said once, and the command goes on', async () => {
  const path = join(folder, 'secrets.env')
  await writeFile(path, 'REDIS_PASSWORD=very-secret\n')
  await chmod(path, 0)
  // Everything is loaded before root, who may read any file, becomes somebody else.
  await ccsp(['config', 'check'])
  const uid = process.geteuid?.() ?? 0
  if (uid === 0) process.seteuid?.(65_534)
  const ran = await ccsp(['config', 'check', '--config', path]).finally(() => uid === 0 && process.seteuid?.(uid))
  expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('The configuration is valid') })
  expect(ran.stderr).toMatch(/^note: .*secrets\.env.*EACCES.*\n$/)
})
