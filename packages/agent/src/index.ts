export { type Classification, OUTCOME_CLASSES, type OutcomeClass, type RetryAdvice } from './classify/classification.ts'
export type { Executor, RunContext, RunOutcome, RunProgress, RunSpec } from './execution.ts'
export { type Agent, type AgentDeps, type AgentSettings, startAgent } from './start-agent.ts'
