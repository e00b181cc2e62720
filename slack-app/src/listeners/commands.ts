import type { App } from '@slack/bolt';
import { command, shortcut } from '../ids.ts';
import type { Parts } from '../parts.ts';
import { noteModal, sayModal, searchModal } from '../projection/modals.ts';
import { section } from '../projection/parts.ts';
import { threadAt } from '../threads.ts';
import { openModal } from './act.ts';
import { linesOf } from './views.ts';

/** `/whatsapp what is looked for`: only whoever asks sees the answer. Slack does not offer commands inside threads. */
export const registerCommands = (app: App, parts: Parts): void => {
  app.command(command, async ({ command: given, ack }) => {
    const words = parts.words();
    const person = await parts.people.find(given.team_id, given.user_id);
    const barred = parts.people.barred(person, 'read_only');
    if (barred)
      return ack({ response_type: 'ephemeral', text: `${words.reasons[barred]} ${words.steps[barred]}` });
    const query = given.text.trim();
    if (query === '') return ack({ response_type: 'ephemeral', text: words.command.usage });
    const lines = await linesOf(parts, query);
    if (lines.length === 0) return ack({ response_type: 'ephemeral', text: words.command.nothing(query) });
    await ack({
      response_type: 'ephemeral',
      text: words.command.found(lines.length),
      blocks: lines.map(section),
    });
  });

  app.shortcut(shortcut.search, async ({ body, ack }) => {
    await ack();
    await openModal(parts, body.team?.id ?? '', body.trigger_id, searchModal(parts.words()));
  });

  /** On any message of a thread: a note about its conversation. */
  app.shortcut({ callback_id: shortcut.note, type: 'message_action' }, async ({ shortcut: used, ack }) => {
    await ack();
    const { message, channel, team } = used;
    const root = (message as { thread_ts?: string }).thread_ts ?? message.ts ?? '';
    const thread = await threadAt(parts.store, team?.id ?? '', channel.id, root);
    const words = parts.words();
    await openModal(
      parts,
      team?.id ?? '',
      used.trigger_id,
      thread
        ? noteModal(thread.conversation, words)
        : sayModal(words.modal.noteTitle, [words.modal.noConversation], words),
    );
  });
};
