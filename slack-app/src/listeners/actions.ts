import type { ConversationId, JsonObject } from '@centralita/core/model';
import type { App, BlockAction } from '@slack/bolt';
import { lanes } from '../consumer/lanes.ts';
import { action, type MoreChoice } from '../ids.ts';
import type { Parts } from '../parts.ts';
import {
  assignModal,
  cannedModal,
  moveModal,
  noteModal,
  sayModal,
  snoozeModal,
  tagsModal,
  templateModal,
} from '../projection/modals.ts';
import { act, type Deed, updateModal } from './act.ts';
import { approved, channelsOf, historyOf } from './look-up.ts';

type Needs = 'read_only' | 'agent' | 'supervisor';

/** The buttons of cards and notices. */
export const registerActions = (app: App, parts: Parts): void => {
  const on = (
    id: string,
    needs: Needs,
    work: (deed: Deed, value: string, body: BlockAction) => Promise<void>,
  ) => {
    app.action<BlockAction>(id, async ({ body, ack, action: pressed }) => {
      await ack();
      const value = chosenValue(pressed);
      const [conversation = ''] = value.split(':');
      const chosen = id === action.more ? (value.split(':')[1] ?? '') : conversation;
      await act(
        parts,
        {
          team: body.team?.id ?? '',
          user: body.user.id,
          trigger: body.trigger_id,
          conversation: chosen,
          action: id,
          needs,
        },
        (deed) => work(deed, value, body),
      );
    });
  };

  on(action.claim, 'agent', async ({ parts: { hub }, conversation, by }) => {
    await hub.claim(conversation, by);
  });
  on(action.takeOver, 'agent', async ({ parts: { hub }, conversation, by }) => {
    await hub.claim(conversation, { ...by, takeOver: true });
  });
  on(action.close, 'agent', async ({ parts: { hub }, conversation, by }) => {
    await hub.close(conversation, by);
  });
  on(action.reopen, 'agent', async ({ parts: { hub }, conversation, by }) => {
    await hub.reopen(conversation, by);
  });
  on(action.assign, 'agent', async ({ conversation, open }) => {
    const [view, users] = await Promise.all([parts.hub.conversation(conversation), parts.directory.users()]);
    await open(assignModal(view, users, parts.words()));
  });
  on(action.snooze, 'agent', async ({ conversation, open }) => {
    await open(snoozeModal(conversation, parts.now() + 3_600_000, parts.words()));
  });
  on(action.note, 'agent', async ({ conversation, open }) => {
    await open(noteModal(conversation, parts.words()));
  });
  on(action.template, 'agent', async ({ conversation, open }) => {
    await open(
      templateModal({ conversation }, await approved(parts, conversation), undefined, parts.words()),
    );
  });

  on(action.more, 'read_only', async ({ conversation, open }, value) => {
    const words = parts.words();
    const choices: Readonly<Record<MoreChoice, () => Promise<void>>> = {
      tags: async () => open(tagsModal(await parts.hub.conversation(conversation), words)),
      canned: async () => open(cannedModal(conversation, parts.settings.cannedReplies, undefined, words)),
      move: async () =>
        open(moveModal(conversation, await parts.directory.teams(), channelsOf(parts), words)),
      history: async () =>
        open(sayModal(words.modal.historyTitle, await historyOf(parts, conversation), words)),
      help: async () =>
        open(
          sayModal(
            words.modal.helpTitle,
            [
              words.helpText(
                words.policies[parts.settings.replies],
                ['!', 'note:', 'nota:', '//', '🔒'].map((each) => `\`${each}\``).join(' '),
              ),
            ],
            words,
          ),
        ),
    };
    await choices[value.split(':')[0] as MoreChoice]?.();
  });

  for (const [id, kind] of [
    [action.sendAnyway, 'again'],
    [action.keepAsNote, 'note-after-all'],
  ] as const) {
    on(id, 'agent', async ({ conversation, team, person }, value) => {
      const [, channel = '', ts = ''] = value.split(':');
      await parts.store.write((tx) =>
        tx.effect({
          lane: lanes.out(conversation),
          kind,
          key: `${kind}:${team}:${channel}:${ts}`,
          payload: {
            conversation,
            team,
            channel,
            ts,
            user: person.slackId,
            at: parts.realNow(),
          } satisfies JsonObject,
        }),
      );
    });
  }

  app.action<BlockAction>(action.templateChosen, async ({ body, ack, action: pressed }) => {
    await ack();
    const remembered = JSON.parse(body.view?.private_metadata || '{}');
    const templates = await approved(parts, remembered.conversation as ConversationId);
    const chosen = templates.find(({ id }) => id === chosenValue(pressed));
    await updateModal(
      parts,
      body.team?.id ?? '',
      body.view?.id ?? '',
      templateModal(remembered, templates, chosen, parts.words()),
    );
  });

  app.action<BlockAction>(action.cannedChosen, async ({ body, ack, action: pressed }) => {
    await ack();
    const { conversation } = JSON.parse(body.view?.private_metadata || '{}') as { conversation: string };
    const chosen = parts.settings.cannedReplies.find(({ key }) => key === chosenValue(pressed));
    const view = await parts.hub.conversation(conversation as ConversationId);
    const filled = chosen && {
      text: chosen.text.replaceAll('{name}', view.contact.name ?? '').replaceAll('{case}', view.caseNumber),
    };
    await updateModal(
      parts,
      body.team?.id ?? '',
      body.view?.id ?? '',
      cannedModal(conversation, parts.settings.cannedReplies, filled, parts.words()),
    );
  });

  app.action(action.openLink, async ({ ack }) => {
    await ack();
  });
};

export const chosenValue = (pressed: object): string => {
  const { value, selected_option: option } = pressed as {
    value?: string;
    selected_option?: { value?: string } | null;
  };
  return value ?? option?.value ?? '';
};
