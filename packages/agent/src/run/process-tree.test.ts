import { expect, test } from 'vitest'
import { groupByRun, type ProcessEntry } from './process-tree.ts'

const entry = (pid: number, parentPid: number, more: Partial<ProcessEntry> = {}): ProcessEntry => ({
  pid,
  parentPid,
  groupId: pid,
  sessionId: pid,
  startTicks: pid * 10,
  isKernelThread: false,
  runId: null,
  ...more,
})
const pidsOf = (entries: readonly ProcessEntry[], roots: [string, { pid: number; startTicks: number } | null][]) =>
  Object.fromEntries([...groupByRun(entries, new Map(roots))].map(([runId, found]) => [runId, found.map((one) => one.pid)]))

test('a marked process is found wherever it hangs', () => {
  expect(pidsOf([entry(1, 0), entry(50, 1, { runId: 'a' }), entry(60, 1, { runId: 'other' })], [['a', null]])).toEqual({
    a: [50],
  })
})

test('descendants without the mark belong to the run, whatever order they are listed in', () => {
  const entries = [entry(30, 20), entry(20, 10), entry(10, 1), entry(40, 1)]
  expect(pidsOf(entries, [['a', { pid: 10, startTicks: 100 }]])).toEqual({ a: [30, 20, 10] })
})

test('a member of the session or group of a run belongs to it', () => {
  const entries = [
    entry(10, 1, { runId: 'a' }),
    entry(11, 1, { sessionId: 10, groupId: 11 }),
    entry(12, 1, { groupId: 10, sessionId: 7 }),
  ]
  expect(pidsOf(entries, [['a', null]])).toEqual({ a: [10, 11, 12] })
})

test('a root whose number another process has by now is left alone with all its children', () => {
  expect(pidsOf([entry(10, 1, { startTicks: 999 }), entry(20, 10)], [['a', { pid: 10, startTicks: 100 }]])).toEqual({})
})

test('this process is never part of a run', () => {
  expect(pidsOf([entry(process.pid, 1, { runId: 'a' })], [['a', null]])).toEqual({})
})

test('runs are told apart', () => {
  const entries = [entry(10, 1, { runId: 'a' }), entry(20, 1, { runId: 'b' }), entry(21, 20)]
  expect(
    pidsOf(entries, [
      ['a', null],
      ['b', null],
    ]),
  ).toEqual({ a: [10], b: [20, 21] })
})
