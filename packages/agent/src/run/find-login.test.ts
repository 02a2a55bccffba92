import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findLogin } from './find-login.ts'

let home = ''
const clock = { now: () => 1_000_000, steady: () => 0 }
const look = (extra: Partial<Parameters<typeof findLogin>[0]> = {}) =>
  findLogin({
    claudePath: 'claude',
    environment: { PATH: `/no/such:relative:${home}/bin` },
    homeDirectory: home,
    clock,
    ...extra,
  })
const writeCredentials = (folder: string, content: unknown) =>
  writeFile(join(folder, '.credentials.json'), typeof content === 'string' ? content : JSON.stringify(content))

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'ccsp-login-'))
  await mkdir(join(home, 'bin'))
  await mkdir(join(home, '.claude'))
  await writeFile(join(home, 'bin', 'claude'), '')
  await chmod(join(home, 'bin', 'claude'), 0o755)
})

afterEach(() => rm(home, { recursive: true }))

test('a program without a login is not usable', async () => {
  expect(await look()).toEqual({ isUsable: false, program: join(home, 'bin', 'claude'), source: 'none' })
})

test('each variable is a login, an empty one is not', async () => {
  for (const name of ['CLAUDE_CODE_OAUTH_TOKEN', 'ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_API_KEY']) {
    const environment = { PATH: join(home, 'bin') }
    expect(await look({ environment: { ...environment, [name]: 'token-17' } })).toMatchObject({ isUsable: true, source: name })
    expect(await look({ environment: { ...environment, [name]: ' ' } })).toMatchObject({ isUsable: false })
    expect(JSON.stringify(await look({ environment: { ...environment, [name]: 'token-17' } }))).not.toContain('token-17')
  }
})

test('a login without a program is not usable', async () => {
  const environment = { ANTHROPIC_API_KEY: 'x', PATH: '' }
  expect(await look({ environment })).toMatchObject({ isUsable: false, program: null })
  expect(await look({ environment, claudePath: join(home, 'bin') })).toMatchObject({ isUsable: false, program: null })
  expect(await look({ environment, claudePath: join(home, 'bin', 'claude') })).toMatchObject({ isUsable: true })
})

test('a credentials file is a login while it is valid or can be renewed', async () => {
  const cases: [unknown, boolean][] = [
    [{ claudeAiOauth: { accessToken: 'a', expiresAt: 1_000_001 } }, true],
    [{ claudeAiOauth: { accessToken: 'a', expiresAt: 999_999 } }, false],
    [{ claudeAiOauth: { accessToken: 'a', expiresAt: 999_999, refreshToken: 'r' } }, true],
    [{ claudeAiOauth: { accessToken: 'a', expiresAt: 999_999, refreshToken: '' } }, false],
    [{ claudeAiOauth: { accessToken: 'a' } }, true],
    [{ claudeAiOauth: { accessToken: '' } }, false],
    [{ claudeAiOauth: null }, false],
    ['{ damaged', false],
  ]
  for (const [content, isUsable] of cases) {
    await writeCredentials(join(home, '.claude'), content)
    expect(await look()).toMatchObject({ isUsable, source: isUsable ? 'credentials-file' : 'none' })
  }
})

test('the configured folder wins over the environment, and that over the home', async () => {
  const valid = { claudeAiOauth: { accessToken: 'a' } }
  await writeCredentials(join(home, '.claude'), valid)
  const environment = { PATH: join(home, 'bin'), CLAUDE_CONFIG_DIR: join(home, 'other') }
  expect(await look({ environment })).toMatchObject({ isUsable: false })
  expect(await look({ environment, claudeConfigDirectory: join(home, '.claude') })).toMatchObject({ isUsable: true })
})
