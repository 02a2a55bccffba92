export {
  type Classification,
  OUTCOME_CLASSES,
  type OutcomeClass,
  type RetryAdvice,
  type TokenUsage,
} from './classify/classification.ts'
export { plainClassification } from './classify/plain.ts'
export {
  classifyRecording,
  type RecordingClassification,
  type RecordingFormat,
  type RecordingOptions,
} from './classify/recording.ts'
export type { Executor, RunContext, RunOutcome, RunProgress, RunSpec } from './execution.ts'
export { type ClaudeExecutor, type ClaudeExecutorDeps, createClaudeExecutor } from './run/claude-executor.ts'
export { findLogin, type FoundLogin } from './run/find-login.ts'
export { createSimulator } from './simulate/simulator.ts'
export { type Agent, type AgentDeps, type AgentSettings, startAgent } from './start-agent.ts'
