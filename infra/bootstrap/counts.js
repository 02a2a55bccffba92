import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Counts of one command: { passed, failed, skipped, failures, skips }; the last two are lines that name them.
 * @returns an empty tally
 */
export const emptyCounts = () => ({ passed: 0, failed: 0, skipped: 0, failures: [], skips: [] })

/** Adds one check (build, lint, ...) to the counts. */
export function countCheck(counts, name, isPassed) {
  if (isPassed) counts.passed += 1
  else addFailure(counts, name)
}

const addFailure = (counts, line) => {
  counts.failed += 1
  counts.failures.push(line)
}

/** Adds one package's vitest JSON report. A file that could not be loaded counts as one failure. */
function countReport(counts, folder, report) {
  const failedBefore = counts.failed
  for (const file of report.testResults) {
    const name = file.name.slice(file.name.lastIndexOf(`${folder}/`) + folder.length + 1)
    for (const test of file.assertionResults) {
      if (test.status === 'passed') counts.passed += 1
      else if (test.status === 'failed') addFailure(counts, `${folder}/${name}: ${test.fullName}`)
      else {
        counts.skipped += 1
        counts.skips.push(`${folder}/${name}: ${test.fullName}`)
      }
    }
    const hasFailedTest = file.assertionResults.some(({ status }) => status === 'failed')
    if (file.status === 'failed' && !hasFailedTest) addFailure(counts, `${folder}/${name}: could not be run`)
  }
  // An error outside any test (an unhandled rejection, a failed teardown) fails the run and no test.
  if (!report.success && counts.failed === failedBefore) addFailure(counts, `${folder}: an error outside the tests`)
}

/** Adds the reports that lie in these folders; a folder without one counts as a failure. */
export function countFolders(counts, root, folders) {
  for (const folder of folders) {
    const file = join(root, folder, 'test-results.json')
    try {
      countReport(counts, folder, JSON.parse(readFileSync(file, 'utf8')))
    } catch (error) {
      if (error.code !== 'ENOENT' && !(error instanceof SyntaxError)) throw error
      addFailure(counts, `${folder}: its tests left no report`)
    }
  }
}

/** Removes earlier reports, so that none is counted twice. */
export function clearReports(root, folders) {
  for (const folder of folders) rmSync(join(root, folder, 'test-results.json'), { force: true })
}

/** The closing line. */
export const countsLine = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`

const countsFile = (root, command) => join(root, '.cache', 'counts', `${command.replaceAll(':', '-')}.json`)

/** Keeps a command's counts for the sum that CI prints. */
export function saveCounts(root, command, counts) {
  mkdirSync(join(root, '.cache', 'counts'), { recursive: true })
  writeFileSync(countsFile(root, command), JSON.stringify(counts, null, 2))
}

/** Forgets a command's counts: a run that dies early must not leave those of the one before. */
export const forgetCounts = (root, command) => rmSync(countsFile(root, command), { force: true })

/** The sum over commands. A command without counts adds a failure: it did not come to its end. */
export function sumCounts(root, commands) {
  const sum = emptyCounts()
  for (const command of commands) {
    const file = countsFile(root, command)
    if (!existsSync(file)) {
      addFailure(sum, `${command}: left no counts`)
      continue
    }
    const counts = JSON.parse(readFileSync(file, 'utf8'))
    for (const key of ['passed', 'failed', 'skipped']) sum[key] += counts[key]
    sum.failures.push(...counts.failures)
    sum.skips.push(...counts.skips)
  }
  return sum
}

/** Skips that are accepted in CI: a title says with these words that another kind of user is needed. */
const ACCEPTED_SKIPS = ['(as an ordinary user)', '(as root)']

/** The skipped tests that CI does not accept, such as those for want of a program. */
export const unacceptedSkips = (counts) => counts.skips.filter((line) => !ACCEPTED_SKIPS.some((reason) => line.endsWith(reason)))
