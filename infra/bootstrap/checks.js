import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { clearReports, countCheck, countFolders, countsLine, emptyCounts, forgetCounts, saveCounts } from './counts.js'
import { run } from './exec.js'
import { workspaceFolders } from './install.js'

const tool = (root, name) => join(root, 'node_modules', '.bin', name)
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`

/** The checks of `npm test` besides the tests: name and command. */
const CHECKS = [
  ['build', 'turbo', 'run', 'build', '--continue', '--output-logs=errors-only'],
  ['types of the tests', 'turbo', 'run', 'typecheck', '--continue', '--output-logs=errors-only', '--concurrency=2'],
  ['lint', 'oxlint', '--type-aware', '--deny-warnings'],
  ['format', 'oxfmt', '--check'],
  ['unused code and dependencies (knip)', 'knip', '--no-progress', '--no-config-hints'],
  ['boundaries between packages', 'turbo', 'boundaries'],
]

/** Runs one check; its output is shown only when it fails. */
async function runCheck({ root, env, counts }, [name, program, ...args]) {
  const since = performance.now()
  const { code, output } = await run(tool(root, program), args, { cwd: root, env, quiet: true })
  if (code !== 0) console.log(output.trimEnd())
  console.log(`ccsp: ${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds(since)})`)
  countCheck(counts, name, code === 0)
}

/** `ccsp` starts for a caller whose PATH has no Node of its own. */
function checkLauncher(root, counts) {
  const since = performance.now()
  const { status, stdout, stderr, error } = spawnSync(tool(root, 'ccsp'), ['--version'], {
    env: { PATH: '/usr/bin:/bin' },
    encoding: 'utf8',
  })
  const isPassed = status === 0 && stdout.trim() !== ''
  if (!isPassed) console.log(`${stdout ?? ''}${stderr ?? error?.message ?? ''}`.trimEnd())
  console.log(`ccsp: ${isPassed ? 'ok    ' : 'FAILED'} node_modules/.bin/ccsp starts (${seconds(since)})`)
  countCheck(counts, 'node_modules/.bin/ccsp starts', isPassed)
}

/** The bootstrap's own tests. */
const runBootstrapTests = (root, env) =>
  run(tool(root, 'vitest'), ['run', '--root', join(root, 'infra/bootstrap')], { cwd: root, env })

const hasScript = (root, folder, name) =>
  JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')).scripts?.[name] !== undefined

/** Runs a turbo test task over all packages and adds the results to the counts. */
async function runTests({ root, env, counts }, task) {
  const folders = workspaceFolders(root).filter((folder) => hasScript(root, folder, task))
  const bootstrap = task === 'test' ? ['infra/bootstrap'] : []
  clearReports(root, [...folders, ...bootstrap])
  const since = performance.now()
  console.log(`ccsp: tests (${task})`)
  const codes = []
  if (task === 'test') codes.push((await runBootstrapTests(root, env)).code)
  const args = ['run', task, '--continue', '--concurrency=2', '--output-logs=new-only']
  codes.push((await run(tool(root, 'turbo'), args, { cwd: root, env })).code)
  const failedBefore = counts.failed
  countFolders(counts, root, [...folders, ...bootstrap])
  if (codes.some((code) => code !== 0) && counts.failed === failedBefore)
    countCheck(counts, `${task}: the test run itself`, false)
  console.log(`ccsp: ${counts.failed === failedBefore ? 'ok    ' : 'FAILED'} tests (${seconds(since)})`)
}

/** Prints the failures and skips by name, then the counts as the last line; keeps them for the sum. Returns the exit code. */
export function conclude(root, command, counts) {
  for (const line of counts.skips) console.log(`ccsp: skipped: ${line}`)
  for (const line of counts.failures) console.log(`ccsp: FAILED: ${line}`)
  if (command) saveCounts(root, command, counts)
  console.log(countsLine(counts))
  return counts.failed === 0 ? 0 : 1
}

/**
 * Runs everything that `npm test` (all checks, then the tests) or one of the longer test groups (build, then that
 * group) stands for. A failure stops nothing: one run shows all that is wrong. Returns the exit code.
 */
export async function runAll(root, env, task) {
  const counts = emptyCounts()
  const context = { root, env, counts }
  forgetCounts(root, task)
  for (const check of task === 'test' ? CHECKS : CHECKS.slice(0, 1)) await runCheck(context, check)
  if (task === 'test') checkLauncher(root, counts)
  await runTests(context, task)
  return conclude(root, task, counts)
}
