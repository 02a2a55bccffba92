import { EXIT, type ErrorCode } from './error-code.ts'

export const QUEUE_CODES = {
  CCSP_REQUEST_INVALID: {
    exitCode: EXIT.refused,
    isRetryable: false,
    message: { en: 'The request is invalid: {reason}', ja: 'リクエストが不正です: {reason}' },
    hint: { en: 'Correct the request and send it again', ja: 'リクエストを修正して再送してください' },
  },
  CCSP_REQUEST_TOO_LARGE: {
    exitCode: EXIT.refused,
    isRetryable: false,
    message: {
      en: 'The request has {sizeBytes} bytes; at most {limitBytes} are allowed',
      ja: 'リクエストは {sizeBytes} バイトです。上限は {limitBytes} バイトです',
    },
    hint: {
      en: 'Put large content into a file under an allowed folder and name it in includeFiles',
      ja: '大きな内容は許可されたフォルダーのファイルに置き includeFiles で指定してください',
    },
  },
  CCSP_REQUEST_DUPLICATE: {
    exitCode: EXIT.refused,
    isRetryable: false,
    message: {
      en: 'The request {requestId} is already in flight as job {jobId}',
      ja: 'リクエスト {requestId} はジョブ {jobId} として処理中です',
    },
    hint: { en: 'Wait for its reply: ccsp queue show {jobId}', ja: '応答を待ってください: ccsp queue show {jobId}' },
  },
  CCSP_QUEUE_FULL: {
    exitCode: EXIT.unavailable,
    isRetryable: true,
    message: { en: 'The queue is full: {limit} requests wait', ja: 'キューが満杯です: {limit} 件が待機中です' },
    hint: {
      en: 'Try again later, or raise intake.maxQueuedRequests',
      ja: '後で再試行するか intake.maxQueuedRequests を上げてください',
    },
  },
  CCSP_JOB_NOT_FOUND: {
    exitCode: EXIT.notFound,
    isRetryable: false,
    message: { en: 'There is no job {jobId}', ja: 'ジョブ {jobId} はありません' },
    hint: { en: 'List the jobs: ccsp queue list', ja: 'ジョブの一覧: ccsp queue list' },
  },
  CCSP_JOB_STATE: {
    exitCode: EXIT.refused,
    isRetryable: false,
    message: {
      en: 'The job {jobId} is {state}: it cannot be {action}',
      ja: 'ジョブ {jobId} は {state} のため {action} できません',
    },
    hint: { en: 'Look at the job: ccsp queue show {jobId}', ja: 'ジョブを確認してください: ccsp queue show {jobId}' },
  },
  CCSP_REPLY_TIMEOUT: {
    exitCode: EXIT.timeout,
    isRetryable: true,
    message: {
      en: 'No reply to job {jobId} within {timeoutMs} ms; it stays on the queue',
      ja: 'ジョブ {jobId} の応答が {timeoutMs} ミリ秒以内にありません。キューには残っています',
    },
    hint: {
      en: 'Look at the job: ccsp queue show {jobId}; at the service: ccsp status',
      ja: 'ジョブの確認: ccsp queue show {jobId}、サービスの確認: ccsp status',
    },
  },
  CCSP_DEAD_LETTER_NOT_FOUND: {
    exitCode: EXIT.notFound,
    isRetryable: false,
    message: { en: 'There is no dead letter {id}', ja: 'デッドレター {id} はありません' },
    hint: { en: 'List them: ccsp queue dead-letter', ja: '一覧: ccsp queue dead-letter' },
  },
} as const satisfies Record<string, ErrorCode>
