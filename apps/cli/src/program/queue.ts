import type { Command } from 'commander'
import type { DeadLetterInput } from '../commands/queue-dead-letter.ts'
import type { ListInput } from '../commands/queue-list.ts'
import type { PauseInput } from '../commands/queue-pause.ts'
import type { ShowInput } from '../commands/queue-show.ts'
import { jsonOption, type Tree } from './tree.ts'

/** queue list | show | retry | cancel | pause | resume | dead-letter */
export function addQueue(tree: Tree): void {
  const queue = tree.program.command('queue').description(tree.t('help.queue'))
  addLooking(queue, tree)
  addJobOrders(queue, tree)
  addPausing(queue, tree)
  addDeadLetters(queue, tree)
}

function addLooking(queue: Command, { t, context, end }: Tree): void {
  queue
    .command('list')
    .description(t('help.queue.list'))
    .option('--state <state>', t('help.queue.list.state'))
    .option('--limit <number>', t('help.limit'))
    .addOption(jsonOption(t))
    .action(async (options: ListInput) => {
      const { listQueue } = await import('../commands/queue-list.ts')
      end(await listQueue(context(), options))
    })
  queue
    .command('show')
    .description(t('help.queue.show'))
    .argument('<id>', t('help.queue.id'))
    .option('--prompt', t('help.queue.show.prompt'))
    .addOption(jsonOption(t))
    .action(async (id: string, options: ShowInput) => {
      const { showQueuedJob } = await import('../commands/queue-show.ts')
      end(await showQueuedJob(context(), id, options))
    })
}

function addJobOrders(queue: Command, { t, context, end }: Tree): void {
  queue
    .command('retry')
    .description(t('help.queue.retry'))
    .argument('<id>', t('help.queue.id'))
    .action(async (id: string) => {
      const { retryQueuedJob } = await import('../commands/queue-retry.ts')
      end(await retryQueuedJob(context(), id))
    })
  queue
    .command('cancel')
    .description(t('help.queue.cancel'))
    .argument('<id>', t('help.queue.id'))
    .action(async (id: string) => {
      const { cancelQueuedJob } = await import('../commands/queue-cancel.ts')
      end(await cancelQueuedJob(context(), id))
    })
}

function addPausing(queue: Command, { t, context, end }: Tree): void {
  queue
    .command('pause')
    .description(t('help.queue.pause'))
    .option('--for <time>', t('help.queue.pause.for'))
    .option('--reason <text>', t('help.queue.pause.reason'))
    .action(async (options: PauseInput) => {
      const { pause } = await import('../commands/queue-pause.ts')
      end(await pause(context(), options))
    })
  queue
    .command('resume')
    .description(t('help.queue.resume'))
    .action(async () => {
      const { resume } = await import('../commands/queue-resume.ts')
      end(await resume(context()))
    })
}

function addDeadLetters(queue: Command, { t, context, end }: Tree): void {
  queue
    .command('dead-letter')
    .description(t('help.queue.deadLetter'))
    .option('--limit <number>', t('help.limit'))
    .option('--resend <id>', t('help.queue.deadLetter.resend'))
    .option('--discard <id>', t('help.queue.deadLetter.discard'))
    .addOption(jsonOption(t))
    .action(async (options: DeadLetterInput) => {
      const { deadLetters } = await import('../commands/queue-dead-letter.ts')
      end(await deadLetters(context(), options))
    })
}
