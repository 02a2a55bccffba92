import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parsePlan } from './debian.js'
import { testEnv } from './env.js'
import { requireProgram } from './programs.js'

let dir
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ccsp-programs-'))
  mkdirSync(join(dir, 'bin'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const program = (name, script) => writeFileSync(join(dir, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
const wanted = { program: 'wanted', debian: 'wanted-deb', elsewhere: 'wanted-pkg' }
const require = (isRoot) => requireProgram(wanted, { PATH: join(dir, 'bin') }, isRoot)

test('a program on PATH is taken as it is', async () => {
  program('wanted', '')
  expect(await require(false)).toBeUndefined()
})

test('a program without the right to be run is not taken for one', async () => {
  writeFileSync(join(dir, 'bin/wanted'), '', { mode: 0o644 })
  await expect(require(false)).rejects.toThrow('wanted is missing')
})

test('root installs through the package manager', async () => {
  program('dnf', `echo "$@" > ${dir}/asked; printf '#!/bin/sh\\n' > ${dir}/bin/wanted; /bin/chmod +x ${dir}/bin/wanted`)
  expect(await require(true)).toBeUndefined()
  expect(readFileSync(join(dir, 'asked'), 'utf8')).toBe('install -y wanted-pkg\n')
})

test('an ordinary user is told the exact command, and nothing is run', async () => {
  program('apk', `: > ${dir}/asked`)
  await expect(require(false)).rejects.toThrow('sudo apk add --no-cache wanted-pkg')
  expect(() => readFileSync(join(dir, 'asked'))).toThrow('ENOENT')
})

test('a package manager that installs without giving the program is an error', async () => {
  program('zypper', 'echo nothing provides wanted-pkg')
  await expect(require(true)).rejects.toThrow('nothing provides wanted-pkg')
})

test("apt's plan gives names, architectures and versions", () => {
  const plan =
    'Inst libjemalloc2 (5.3.0-1 Debian:12.1/stable [amd64])\n' +
    'Inst redis-tools [5:7.0.14] (5:7.0.15-1 Debian:12.1/stable [amd64])\nInst lua-x (1-2 Debian:12/stable [all])\n' +
    'Conf libjemalloc2 (5.3.0-1 Debian:12.1/stable [amd64])\n'
  expect(parsePlan(plan)).toEqual(['libjemalloc2:amd64=5.3.0-1', 'redis-tools:amd64=5:7.0.15-1', 'lua-x=1-2'])
})

test("the caller's own settings do not reach the tests", () => {
  expect(testEnv({ CCSP_REDIS_URL: 'redis://', CCSP_TEST_SEED: '1', CCSP_CACHE_DIR: '/c', HOME: '/h' })).toEqual({
    CCSP_TEST_SEED: '1',
    CCSP_CACHE_DIR: '/c',
    HOME: '/h',
  })
})
