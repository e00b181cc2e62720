import type { ConversationView } from '@centralita/core/hub-client';
import { type Code, type ConversationId, parseId } from '@centralita/core/model';
import type { z } from '@hono/zod-openapi';
import type { Caller, Services } from '../../services.ts';
import { json, type Route, route } from '../route.ts';
import {
  acting,
  assignIt,
  changeTags,
  claimIt,
  closeIt,
  lockIt,
  moveIt,
  setPriority,
  snoozeIt,
} from '../schemas.ts';
import { notFound, visibleConversation } from '../visibility.ts';
import type { RouteParts } from './index.ts';

interface Action<Body> {
  readonly name: string;
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly body: z.ZodType<Body>;
  readonly bodyOptional?: true;
  readonly example: string;
  readonly problems?: readonly Code[];
  act(
    conversations: Services['conversations'],
    id: ConversationId,
    body: Body,
    caller: Caller,
  ): Promise<ConversationView>;
}

/** What a team does with a conversation: `POST …/{id}/{name}`, answered with the conversation as it is then. */
const action =
  <Body>({ name, id, example, act, problems = [], ...rest }: Action<Body>) =>
  ({ services }: Pick<RouteParts, 'services'>): Route =>
    route({
      ...rest,
      id,
      method: 'post',
      path: `/v1/conversations/{id}/${name}`,
      tag: 'Conversations',
      params: { id: 'A `cv_` id.' },
      bodyExample: example,
      answers: {
        200: {
          description: 'The conversation as it is now.',
          schema: 'ConversationView',
          example: 'Conversation',
        },
      },
      problems: ['not_found', 'user_unknown', 'role_forbids', ...problems],
      handle: async ({ caller, param, body }) => {
        const conversation = parseId('cv', param('id'));
        if (conversation === undefined) throw notFound('conversation', param('id'));
        await visibleConversation(services, caller, conversation);
        return json(await act(services.conversations, conversation, body, caller));
      },
    });

const actions = [
  action({
    name: 'claim',
    id: 'claimConversation',
    summary: 'Take a conversation',
    description:
      'Refused when somebody else has it, unless `takeOver`. Of two at the same moment one gets it.',
    body: claimIt,
    example: 'Claim',
    problems: ['conversation_claimed', 'conflict'],
    act: (conversations, id, body, caller) => conversations.claim(id, body, caller),
  }),
  action({
    name: 'assign',
    id: 'assignConversation',
    summary: 'Give a conversation to somebody, or to nobody',
    body: assignIt,
    example: 'Assign',
    problems: ['conflict'],
    act: (conversations, id, body, caller) => conversations.assign(id, body, caller),
  }),
  action({
    name: 'lock',
    id: 'lockConversation',
    summary: 'Say that somebody is writing an answer',
    description: 'Holds for two minutes and ends by itself; say it again while writing.',
    body: lockIt,
    example: 'Lock',
    problems: ['conversation_claimed'],
    act: (conversations, id, body, caller) => conversations.lock(id, body, caller),
  }),
  action({
    name: 'tags',
    id: 'tagConversation',
    summary: 'Add and remove tags',
    description: 'Case and accents do not tell tags apart.',
    body: changeTags,
    example: 'ChangeTags',
    act: (conversations, id, body, caller) => conversations.tag(id, body, caller),
  }),
  action({
    name: 'priority',
    id: 'setPriority',
    summary: 'Set the priority',
    body: setPriority,
    example: 'SetPriority',
    act: (conversations, id, body, caller) => conversations.setPriority(id, body, caller),
  }),
  action({
    name: 'snooze',
    id: 'snoozeConversation',
    summary: 'Put a conversation aside until a time, or until the customer writes',
    body: snoozeIt,
    example: 'Snooze',
    problems: ['conflict'],
    act: (conversations, id, body, caller) => conversations.snooze(id, body, caller),
  }),
  action({
    name: 'close',
    id: 'closeConversation',
    summary: 'Close a conversation',
    description: 'What the customer writes next opens a new one, unless it names the case number.',
    body: closeIt,
    bodyOptional: true,
    example: 'Close',
    act: (conversations, id, body, caller) => conversations.close(id, body, caller),
  }),
  action({
    name: 'reopen',
    id: 'reopenConversation',
    summary: 'Open a closed or snoozed conversation again',
    body: acting,
    bodyOptional: true,
    example: 'Acting',
    act: (conversations, id, body, caller) => conversations.reopen(id, body, caller),
  }),
  action({
    name: 'route',
    id: 'routeConversation',
    summary: 'Have the rules place a conversation again',
    description: 'By what the customer wrote last, also where a person had moved it.',
    body: acting,
    bodyOptional: true,
    example: 'Acting',
    problems: ['conflict'],
    act: (conversations, id, body, caller) => conversations.route(id, body, caller),
  }),
  action({
    name: 'move',
    id: 'moveConversation',
    summary: 'Move a conversation to a team, a person or a Slack channel',
    description: 'Rules leave it there from then on.',
    body: moveIt,
    example: 'Move',
    problems: ['team_unknown', 'conflict'],
    act: (conversations, id, { note, ...to }, caller) =>
      conversations.move(id, { ...definedOf(to), ...(note === undefined ? {} : { note }) }, caller),
  }),
];

/** Without the fields that are undefined: one of them is chosen by being there. */
const definedOf = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

export const actionRoutes = (parts: Pick<RouteParts, 'services'>): Route[] =>
  actions.map((make) => make(parts));
