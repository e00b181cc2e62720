import type { JsonObject, OutboundContent } from '@centralita/core/model';
import { templateContent, templateFields } from '@centralita/core/templates';
import type { App, ViewSubmitAction } from '@slack/bolt';
import { lanes } from '../consumer/lanes.ts';
import { view } from '../ids.ts';
import { keepNote } from '../inbox/notes.ts';
import type { Parts } from '../parts.ts';
import { mostRemembered, previewModal, type Remembered, sayModal } from '../projection/modals.ts';
import { act, type Deed } from './act.ts';
import { approved, find, lineOf } from './look-up.ts';

interface Field {
  readonly value?: string | null;
  readonly selected_option?: { readonly value: string } | null;
  readonly selected_date_time?: number | null;
}

/** What was filled into a modal, by the block's id. */
const fieldsIn = (body: ViewSubmitAction): Readonly<Record<string, Field>> =>
  Object.fromEntries(
    Object.entries(body.view.state.values).map(([block, inputs]) => [
      block,
      (Object.values(inputs)[0] ?? {}) as Field,
    ]),
  );

const filledIn = (field: Field | undefined): string =>
  field?.value ?? (field?.selected_date_time ? String(field.selected_date_time * 1000) : '');

/** Submitted modals. What fails is said in the modal itself, where it was asked for. */
export const registerViews = (app: App, parts: Parts): void => {
  const on = (
    id: string,
    work: (
      deed: Deed,
      fields: Readonly<Record<string, Field>>,
      body: ViewSubmitAction,
      remembered: Remembered,
    ) => Promise<object | undefined>,
  ) => {
    app.view<ViewSubmitAction>({ callback_id: id, type: 'view_submission' }, async ({ body, ack }) => {
      const remembered = JSON.parse(body.view.private_metadata || '{}') as Remembered;
      let answer: object | undefined;
      const why = await act(
        parts,
        {
          team: body.team?.id ?? '',
          user: body.user.id,
          conversation: remembered.conversation,
          action: id,
          needs: 'agent',
        },
        async (deed) => {
          answer = await work(deed, fieldsIn(body), body, remembered);
        },
      );
      const words = parts.words();
      if (why !== undefined) {
        await ack({
          response_action: 'update',
          view: sayModal(words.modal.helpTitle, [words.modal.failed(why)], words),
        });
      } else if (answer) await ack(answer as Parameters<typeof ack>[0]);
      else await ack();
    });
  };

  on(view.assign, async ({ conversation, by }, fields) => {
    const person = fields.person?.selected_option?.value;
    await parts.hub.assign(conversation, person === undefined || person === 'none' ? null : person, by);
    return undefined;
  });

  on(view.snooze, async ({ conversation, by }, fields) => {
    const until = (fields.until?.selected_date_time ?? 0) * 1000;
    if (until <= parts.now())
      return { response_action: 'errors', errors: { until: parts.words().modal.past } };
    await parts.hub.snooze(conversation, until, by);
    return undefined;
  });

  on(view.move, async ({ conversation, by }, fields) => {
    const [kind, ...rest] = (fields.target?.selected_option?.value ?? '').split(':');
    const target = rest.join(':');
    const note = fields.note?.value?.trim();
    await parts.hub.moveConversation(conversation, {
      ...by,
      ...(kind === 'team' ? { team: target } : { slackChannel: target }),
      ...(note ? { note } : {}),
    });
    return undefined;
  });

  on(view.note, async ({ conversation, person }, fields, _body) => {
    await keepNote(parts.hub, {
      conversation,
      text: fields.note?.value ?? '',
      name: person.name,
      again: false,
      ...(person.user ? { author: person.user.id } : {}),
    });
    return undefined;
  });

  on(view.tags, async ({ conversation, by }, fields) => {
    const wanted = new Set(
      (fields.tags?.value ?? '')
        .split(',')
        .map((tag) => tag.trim())
        .filter((tag) => tag !== ''),
    );
    const { tags } = await parts.hub.conversation(conversation);
    const add = [...wanted].filter((tag) => !tags.includes(tag));
    const remove = tags.filter((tag) => !wanted.has(tag));
    if (add.length + remove.length > 0) await parts.hub.tag(conversation, { ...by, add, remove });
    return undefined;
  });

  on(view.template, async (deed, fields, body, remembered) => {
    const words = parts.words();
    const template = (await approved(parts, deed.conversation)).find(
      ({ id }) => id === remembered.template?.id,
    );
    if (!template)
      return {
        response_action: 'update',
        view: sayModal(words.modal.templateTitle, [words.modal.noTemplates], words),
      };
    if (remembered.step === 'preview') {
      await wantSend(
        deed,
        templateContent(template, remembered.values ?? {}),
        body.view.root_view_id ?? body.view.id,
      );
      return undefined;
    }
    const values = Object.fromEntries(templateFields(template).map(({ id }) => [id, filledIn(fields[id])]));
    const length = JSON.stringify(values).length;
    if (length > mostRemembered) {
      const [longest = ''] = Object.entries(values).reduce((one, other) =>
        other[1].length > one[1].length ? other : one,
      );
      return {
        response_action: 'errors',
        errors: { [longest]: words.modal.tooMuch(length - mostRemembered) },
      };
    }
    return { response_action: 'update', view: previewModal(remembered, template, values, words) };
  });

  on(view.canned, async (deed, fields, body) => {
    const text = fields.text?.value?.trim();
    if (text) await wantSend(deed, { kind: 'text', text }, body.view.id);
    return undefined;
  });

  app.view<ViewSubmitAction>({ callback_id: view.search, type: 'view_submission' }, async ({ body, ack }) => {
    const query = fieldsIn(body).query?.value ?? '';
    await ack({
      response_action: 'update',
      view: await foundModal(parts, body.team?.id ?? '', body.user.id, query),
    });
  });
};

const foundModal = async (parts: Parts, team: string, user: string, query: string) => {
  const words = parts.words();
  const person = await parts.people.find(team, user);
  const barred = parts.people.barred(person, 'read_only');
  if (barred) return sayModal(words.modal.searchTitle, [words.reasons[barred]], words);
  const lines = await linesOf(parts, query);
  return sayModal(words.modal.searchTitle, lines.length > 0 ? lines : [words.command.nothing(query)], words);
};

export const linesOf = async (parts: Parts, query: string): Promise<string[]> => {
  const lines: string[] = [];
  for (const found of query.trim() === '' ? [] : await find(parts, query.trim()))
    lines.push(await lineOf(parts, found));
  return lines;
};

/** On disk before the modal closes; the view's id makes pressing twice one message. */
const wantSend = (deed: Deed, content: OutboundContent, viewId: string): Promise<void> =>
  deed.parts.store.write((tx) =>
    tx.effect({
      lane: lanes.out(deed.conversation),
      kind: 'send',
      key: `send:${viewId}`,
      payload: {
        conversation: deed.conversation,
        content: content as unknown as JsonObject,
        view: viewId,
        team: deed.team,
        user: deed.person.slackId,
        at: deed.parts.realNow(),
      },
    }),
  );
