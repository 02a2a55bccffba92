import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startRedis } from '@ccsp/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const SOURCE = [process.execPath, '--conditions=@ccsp/source', join(root, 'src/main.ts')]
const BUILT = [join(root, 'bin/ccsp')]

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ccsp-cli-'))
})
afterAll(async () => rm(home, { recursive: true }))

function start([program = '', ...first]: readonly string[], argv: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(program, [...first, ...argv], {
    env: { PATH: process.env['PATH'] ?? '', HOME: home, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) child[name].on('data', (chunk: Buffer) => (written[name] += chunk.toString()))
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
    ...written,
  }))
  return { child, written, ended }
}

test.each([
  ['source', SOURCE],
  ['built', BUILT],
])('ccsp runs (%s): help, version, a Redis command, a misuse', async (_, program) => {
  await using server = await startRedis()
  const run = (argv: string[]) => start(program, argv, { CCSP_REDIS_URL: server.url }).ended
  expect(await run(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Exit codes:'), stderr: '' })
  expect(await run(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ccsp .* \(Node v24\./) })
  expect(await run(['submit', 'hello'])).toMatchObject({ code: 0, stdout: 'r0000000000000001\n', stderr: '' })
  expect(await run(['status', '--lang', 'ja'])).toMatchObject({ code: 0, stdout: expect.stringContaining('キュー') })
  expect(await run(['nope'])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('CCSP_USAGE') })
})

test('the prompt may come from a pipe', async () => {
  await using server = await startRedis()
  const { child, ended } = start(SOURCE, ['submit'], { CCSP_REDIS_URL: server.url })
  child.stdin.end('from a pipe')
  expect(await ended).toMatchObject({ code: 0 })
  expect(await server.client().hget('bull:ccsp-queue:r0000000000000001', 'data')).toContain('"prompt":"from a pipe"')
})

test('Ctrl-C while waiting ends with 130 and leaves the job', async () => {
  await using server = await startRedis()
  const { child, written, ended } = start(SOURCE, ['submit', 'x', '--wait'], { CCSP_REDIS_URL: server.url })
  await expect.poll(() => written.stderr, { timeout: 15_000 }).toContain('waiting for its reply')
  child.kill('SIGINT')
  const { code, stderr } = await ended
  expect({ code, stderr }).toEqual({ code: 130, stderr: expect.stringContaining('stays on the queue') })
  expect(await server.client().zcard('bull:ccsp-queue:prioritized')).toBe(1)
})

test('Ctrl-C ends a command that hangs on a frozen Redis or on its input, without a word', async () => {
  await using server = await startRedis()
  const onInput = start(SOURCE, ['submit', '-'], { CCSP_REDIS_URL: server.url })
  await expect.poll(() => server.client().client('LIST'), { timeout: 15_000 }).toContain('name=ccsp-command')
  onInput.child.kill('SIGINT')
  expect(await onInput.ended).toMatchObject({ code: 130, stdout: '', stderr: '' })
  await server.kill('SIGSTOP')
  const onRedis = start(SOURCE, ['queue', 'list'], { CCSP_REDIS_URL: server.url, CCSP_REDIS_COMMAND_TIMEOUT_MS: '60000' })
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(onRedis.child.exitCode).toBeNull()
  onRedis.child.kill('SIGINT')
  expect(await onRedis.ended).toMatchObject({ code: 130, stdout: '', stderr: '' })
  await server.kill('SIGCONT')
})

test('a reader that goes away ends the command in silence', async () => {
  const { child, ended } = start(SOURCE, ['config', 'schema'])
  child.stdout.destroy()
  expect(await ended).toMatchObject({ code: 0, stderr: '' })
})

test('the help is shown without loading any dependency, that of a command without Redis and zod', async () => {
  const loadedBy = async (argv: string[]): Promise<string> => (await start(SOURCE, argv, { NODE_DEBUG: 'esm' }).ended).stderr
  const byHelp = await loadedBy(['--help'])
  expect(byHelp).toContain('root-help')
  expect(byHelp).not.toMatch(/node_modules|packages\//)
  const byCommandHelp = await loadedBy(['queue', '--help'])
  expect(byCommandHelp).toContain('commander')
  expect(byCommandHelp).not.toMatch(/ioredis|zod|bullmq/)
  expect(await loadedBy(['config', 'check'])).toContain('zod')
})

test('compiled code is kept in the cache of the user', async () => {
  await start(SOURCE, ['--help']).ended
  expect(await readdir(join(home, '.cache', 'ccsp'))).toEqual(['compiled'])
})

test('a full disk is no success', async () => {
  const { ended } = start(['/bin/sh', '-c', 'exec "$@" > /dev/full', 'sh', ...SOURCE], ['config', 'schema'])
  expect(await ended).toMatchObject({ code: 1, stderr: expect.stringContaining('ENOSPC') })
})
