import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { packageManagerEnv } from './env.js'
import { BootstrapError, requireSpace, run } from './exec.js'
import { cache, repo } from './paths.js'

const pins = JSON.parse(readFileSync(join(repo, 'infra/bootstrap/pins.json'), 'utf8'))
const platform = `${process.platform}-${process.arch}`

/**
 * The folder of a program that the npm registry carries as one package per platform, at the version and integrity
 * that pins.json states. Fetched once, with npm: it knows the registry, its credentials and proxies.
 */
export async function pinnedProgram(name, env) {
  const pin = pins[name]
  if (!pin.integrity[platform]) throw new BootstrapError(`no pinned ${name} for ${platform}; add it to infra/bootstrap/pins.json`)
  const packageName = pin.package.replace('<platform>', pin.separator + platform)
  const folder = join(cache, `${name}-${pin.version}-${platform}`)
  const bin = join(folder, 'node_modules', packageName)
  if (existsSync(join(folder, 'complete'))) return bin
  requireSpace(cache, pin.megabytes, name)
  console.log(`ccsp: fetching ${name} ${pin.version} (once) into ${folder}`)
  const partial = `${folder}.${process.pid}`
  try {
    await fetchInto(partial, { packageName, version: pin.version, integrity: pin.integrity[platform] }, env)
    rmSync(folder, { recursive: true, force: true })
    renameSync(partial, folder)
  } catch (error) {
    if (!existsSync(join(folder, 'complete'))) throw error // else another run was quicker
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
  return bin
}

async function fetchInto(folder, { packageName, version, integrity }, env) {
  mkdirSync(folder, { recursive: true })
  const root = { name: 'ccsp-program', version: '0.0.0', private: true, dependencies: { [packageName]: version } }
  const packages = { '': root, [`node_modules/${packageName}`]: { version, integrity } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(root))
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ ...root, lockfileVersion: 3, requires: true, packages }))
  const [npm, ...first] = npmCommand()
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error']
  const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=60000']
  const settings = { cwd: folder, env: packageManagerEnv(env), quiet: true }
  const { code, output } = await run(npm, [...first, 'ci', ...options, ...patience], settings)
  if (code !== 0) throw new BootstrapError(explain(output, `npm could not fetch ${packageName}`))
  writeFileSync(join(folder, 'complete'), '')
}

const npmCommand = () => {
  const script = process.env.npm_execpath
  return script && basename(script) === 'npm-cli.js' ? [process.execPath, script] : ['npm']
}

const NO_SPACE = /ENOSPC|No space left|os error 28|disk quota/i
const NO_NETWORK =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH|dns error|error sending request|Connection refused|timed out|network timeout|META_FETCH_FAIL/i

/** What a package manager's output means, for a person: the cause where it is known, then the last lines. */
export function explain(output, what) {
  const tail = output.trim().split('\n').slice(-15).join('\n')
  if (NO_SPACE.test(output)) return `${what}: the disk is full.\n${tail}`
  if (NO_NETWORK.test(output)) {
    return (
      `${what}: the npm registry does not answer (${process.env.npm_config_registry ?? 'the default registry'}).\n` +
      `Check the network, the proxy (HTTPS_PROXY) or the registry set in ~/.npmrc, then run the command again.\n${tail}`
    )
  }
  return `${what}:\n${tail}`
}
