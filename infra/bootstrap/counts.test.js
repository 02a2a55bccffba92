import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  clearReports,
  countCheck,
  countFolders,
  countsLine,
  emptyCounts,
  forgetCounts,
  saveCounts,
  sumCounts,
  unacceptedSkips,
} from './counts.js'

let root
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ccsp-counts-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const assertion = (status, fullName) => ({ status, fullName })

function writeReport(folder, report) {
  mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(root, folder, 'test-results.json'), typeof report === 'string' ? report : JSON.stringify(report))
}

function count(...folders) {
  const counts = emptyCounts()
  countFolders(counts, root, folders)
  return counts
}

const oneFile = (status, ...assertionResults) => ({
  success: status === 'passed',
  testResults: [{ name: '/home/x/packages/a/src/x.test.ts', status, assertionResults }],
})

test('passed, failed, skipped and todo tests are told apart and named', () => {
  writeReport(
    'packages/a',
    oneFile('failed', assertion('passed', 'p'), assertion('failed', 'f'), assertion('skipped', 's'), assertion('todo', 't')),
  )
  expect(count('packages/a')).toEqual({
    passed: 1,
    failed: 1,
    skipped: 2,
    failures: ['packages/a/src/x.test.ts: f'],
    skips: ['packages/a/src/x.test.ts: s', 'packages/a/src/x.test.ts: t'],
  })
})

test('a file that could not be loaded is one failure', () => {
  writeReport('packages/a', oneFile('failed'))
  expect(count('packages/a')).toMatchObject({ passed: 0, failed: 1, failures: ['packages/a/src/x.test.ts: could not be run'] })
})

test('a file whose hook failed after its tests passed is one failure', () => {
  writeReport('packages/a', oneFile('failed', assertion('passed', 'p')))
  expect(count('packages/a')).toMatchObject({ passed: 1, failed: 1 })
})

test('an error outside the tests is one failure', () => {
  writeReport('packages/a', { ...oneFile('passed', assertion('passed', 'p')), success: false })
  expect(count('packages/a')).toMatchObject({ passed: 1, failed: 1, failures: ['packages/a: an error outside the tests'] })
})

test('a package without a report, or with half of one, is one failure', () => {
  writeReport('packages/b', '{"success":')
  expect(count('packages/a', 'packages/b')).toMatchObject({ passed: 0, failed: 2 })
})

test('a report from an earlier run is not counted', () => {
  writeReport('packages/a', oneFile('passed', assertion('passed', 'p')))
  clearReports(root, ['packages/a'])
  expect(count('packages/a')).toMatchObject({ passed: 0, failed: 1 })
})

test('checks count as one each', () => {
  const counts = emptyCounts()
  countCheck(counts, 'lint', true)
  countCheck(counts, 'format', false)
  expect(countsLine(counts)).toBe('1 passed, 1 failed, 0 skipped')
  expect(counts.failures).toEqual(['format'])
})

test('the sum adds up what the commands left, and a command that left nothing is a failure', () => {
  saveCounts(root, 'test', { passed: 5, failed: 0, skipped: 1, failures: [], skips: ['a: b'] })
  saveCounts(root, 'test:long', { passed: 2, failed: 0, skipped: 0, failures: [], skips: [] })
  expect(countsLine(sumCounts(root, ['test', 'test:long']))).toBe('7 passed, 0 failed, 1 skipped')
  forgetCounts(root, 'test:long')
  expect(sumCounts(root, ['test', 'test:long'])).toMatchObject({ passed: 5, failed: 1, failures: ['test:long: left no counts'] })
})

test('only a skip for the sake of the user account is accepted in CI', () => {
  expect(unacceptedSkips({ skips: ['a: reads (as an ordinary user)', 'b: promtool accepts it'] })).toEqual([
    'b: promtool accepts it',
  ])
})
