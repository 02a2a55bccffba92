import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageManagerEnv } from './env.js'
import { BootstrapError, requireSpace, run } from './exec.js'
import { explain } from './pinned.js'

/** The folders of the workspace's packages, relative to its root. */
export function workspaceFolders(root) {
  const below = (dir) => (existsSync(join(root, dir)) ? readdirSync(join(root, dir)).map((name) => join(dir, name)) : [])
  return ['apps', 'packages']
    .flatMap(below)
    .filter((dir) => existsSync(join(root, dir, 'package.json')))
    .sort()
}

/** Says whether node_modules still is what the last good install made of these inputs. */
export function installStamp(root) {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}\n${root}\n`)
  const manifests = workspaceFolders(root).map((dir) => join(dir, 'package.json'))
  for (const file of [
    'package.json',
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    '.npmrc',
    'infra/bootstrap/pins.json',
    ...manifests,
  ]) {
    if (existsSync(join(root, file))) hash.update(`${file}\n`).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

const hasDependencies = (root, dir) => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, dir, 'package.json'), 'utf8'))
  return Object.keys({ ...dependencies, ...devDependencies }).length > 0
}

/** Installs the packages that the lockfile names, unless the last good install had the same inputs and is still there. */
export async function installPackages(root, pnpm, env) {
  const stampFile = join(root, 'node_modules', '.ccsp-install')
  const stamp = installStamp(root)
  const isWhole = ['.', ...workspaceFolders(root).filter((dir) => hasDependencies(root, dir))].every((dir) =>
    existsSync(join(root, dir, 'node_modules')),
  )
  if (isWhole && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  console.log('ccsp: installing the packages that pnpm-lock.yaml names')
  if (!existsSync(join(root, 'node_modules/.modules.yaml'))) requireSpace(root, 800, 'the packages')
  rmSync(stampFile, { force: true })
  const settings = { cwd: root, env: { ...packageManagerEnv(env), CI: 'true' }, quiet: true }
  const { code, output } = await run(join(pnpm, 'pnpm'), ['install', '--frozen-lockfile', '--reporter=append-only'], settings)
  if (code !== 0) throw new BootstrapError(explain(output, 'pnpm could not install the packages'))
  // A platform package that could not be fetched is optional to pnpm: it exits 0 without it, and tries again next time.
  const missing = [...output.matchAll(/(\S+) is an optional dependency that could not be fetched/g)].map(([, name]) => name)
  if (missing.length > 0) throw new BootstrapError(`the registry did not deliver ${missing.join(', ')}; run the command again`)
  await requirePinnedNode(root, env)
  writeFileSync(stampFile, stamp)
}

async function requirePinnedNode(root, env) {
  const failed = (error) => ({ code: 1, output: error.message })
  const node = await run(join(root, 'node_modules/.bin/node'), ['--version'], { env, quiet: true }).catch(failed)
  if (node.code === 0) return
  throw new BootstrapError(`the pinned Node cannot run (${node.output.trim()}); remove node_modules and run the command again`)
}
