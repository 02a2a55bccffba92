import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { CcspError } from '@ccsp/foundation'
import { findFreePort, startRedis } from '@ccsp/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connected, settingsOf } from '../fleet.test-support.ts'
import { connectRedis, redisError } from './connect.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ccsp-connect-'))
})
afterAll(async () => rm(folder, { recursive: true }))

test('a unix socket is reached', async () => {
  const path = join(folder, 'r.sock')
  await using _server = await startRedis({ args: ['--unixsocket', path] })
  using connection = connected(settingsOf(`unix://${path}?db=1`), 'command')
  expect(await connection.redis.client('INFO')).toMatch(/laddr=\S+r\.sock.* db=1 /)
  expect(connection.redis.options.path).toBe(path)
})

test('an ACL user is served; what it may not do is told as a refused login', async () => {
  await using server = await startRedis({
    args: ['--user', 'worker', 'on', '>worker-pass', '~ccsp:*', '~bull:*', '&*', '+@all', '-config'],
  })
  const settings = settingsOf(`redis://127.0.0.1:${server.port}`, { 'redis.username': 'worker', 'redis.password': 'worker-pass' })
  using connection = connected(settings, 'command')
  expect(await connection.redis.call('ACL', 'WHOAMI')).toBe('worker')
  const refused = await connection.redis.config('GET', 'dir').catch((error: unknown) => redisError(error, settings.redis))
  expect(refused).toMatchObject({ code: 'CCSP_REDIS_AUTH' })
})

async function openssl(...args: string[]): Promise<void> {
  await promisify(execFile)('openssl', args, { cwd: folder })
}

test('TLS is spoken with certificates, and refused without a known authority', async () => {
  await openssl(
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-subj',
    '/CN=test-ca',
    '-days',
    '2',
  )
  for (const name of ['server', 'client']) {
    await openssl(
      'req',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost,IP:127.0.0.1',
    )
    await openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-copy_extensions',
      'copy',
      '-out',
      `${name}.pem`,
      '-days',
      '2',
    )
  }
  const tlsPort = await findFreePort()
  const file = (name: string) => join(folder, name)
  await using _server = await startRedis({
    args: [
      '--tls-port',
      String(tlsPort),
      '--tls-cert-file',
      file('server.pem'),
      '--tls-key-file',
      file('server.key'),
      '--tls-ca-cert-file',
      file('ca.pem'),
    ],
  })
  const certificates = {
    'redis.tlsCaPath': file('ca.pem'),
    'redis.tlsCertPath': file('client.pem'),
    'redis.tlsKeyPath': file('client.key'),
  }
  for (const scheme of ['rediss', 'redis']) {
    using connection = connected(settingsOf(`${scheme}://127.0.0.1:${tlsPort}`, certificates), 'command')
    expect(await connection.redis.ping()).toBe('PONG')
    expect((connection.redis as unknown as { stream: { encrypted?: boolean } }).stream.encrypted).toBe(true)
  }
  const settings = settingsOf(`rediss://127.0.0.1:${tlsPort}`)
  using stranger = connected(settings, 'command')
  const error = redisError(await stranger.redis.ping().catch((reason: unknown) => reason), settings.redis)
  expect(error).toMatchObject({ code: 'CCSP_REDIS_UNREACHABLE' })
  expect(error.message).toMatch(/certificate/)
})

/** What a command on a new connection ends with. */
async function failure(url: string, argv: Record<string, unknown> = {}): Promise<CcspError> {
  const settings = settingsOf(url, argv)
  using connection = connected(settings, 'command')
  return await connection.redis.ping().then(
    () => expect.fail('it answered'),
    (error: unknown) => redisError(error, settings.redis),
  )
}

test('for a person every way of not reaching Redis ends in time, with its own code and without secrets', async () => {
  const port = await findFreePort()
  const refused = await failure(`redis://:pass-word-1@127.0.0.1:${port}`)
  expect(refused).toMatchObject({ code: 'CCSP_REDIS_UNREACHABLE', details: { address: `127.0.0.1:${port}` } })
  expect(refused.message).toMatch(/ECONNREFUSED/)
  await using server = await startRedis({ password: 'pass-word-1' })
  expect(await failure(server.url.replace('word', 'wort'))).toMatchObject({ code: 'CCSP_REDIS_AUTH' })
  expect(await failure(`redis://127.0.0.1:${server.port}`)).toMatchObject({ code: 'CCSP_REDIS_AUTH' })
  await server.kill('SIGSTOP')
  const began = performance.now()
  expect(await failure(server.url, { 'redis.commandTimeoutMs': 400 })).toMatchObject({ code: 'CCSP_REDIS_TIMEOUT' })
  expect(performance.now() - began).toBeLessThan(3_000)
  expect(refused.message).not.toContain('pass-word')
})

test('the daemon’s connection keeps a command until Redis is there, through a restart and a refused login', async () => {
  const port = await findFreePort()
  const codes: string[] = []
  const settings = settingsOf(`redis://:secret-1@127.0.0.1:${port}`)
  const redis = connectRedis(settings.redis, 'service', ({ code }) => codes.push(code))
  const reply = redis.set('a', '1')
  await new Promise<void>((resolve) => redis.once('reconnecting', () => resolve()))
  await using server = await startRedis({ port, password: 'secret-1' })
  expect(await reply).toBe('OK')
  expect(codes).toContain('CCSP_REDIS_UNREACHABLE')
  await server.kill('SIGKILL')
  const later = redis.set('a', '2')
  await server.restart()
  expect(await later).toBe('OK')
  redis.disconnect()
})

test('a connection on which a replica answers READONLY is given up for a new one', async () => {
  const sockets: Socket[] = []
  const answers = ["-READONLY You can't write against a read only replica.\r\n", '+OK\r\n']
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('data', (chunk) =>
      socket.write(chunk.toString().toUpperCase().includes('\r\nSET\r\n') ? answers.shift()! : fakeAnswers(chunk.toString())),
    )
    socket.on('error', () => {})
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  using connection = connected(settingsOf(`redis://127.0.0.1:${port}`), 'service')
  expect(await connection.redis.set('a', '1')).toBe('OK')
  expect(sockets).toHaveLength(2)
  connection.redis.disconnect()
  for (const socket of sockets) socket.destroy()
  server.close()
})

/** Just enough of a server for the handshake: HELLO is refused, everything else is fine. */
function fakeAnswers(text: string): string {
  return [...text.matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g)]
    .map(([, name]) =>
      name!.toUpperCase() === 'HELLO'
        ? '-ERR unknown command HELLO\r\n'
        : name!.toUpperCase() === 'INFO'
          ? '$12\r\nredis_mode:x\r\n'
          : '+OK\r\n',
    )
    .join('')
}
