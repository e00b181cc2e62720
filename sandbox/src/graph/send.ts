import { sendToGroup } from '../groups/send.ts';
import { agentOwns, handOver } from '../inbound/agent.ts';
import { startLadder } from '../outbound/ladder.ts';
import { planSend, reactionTarget, ttlOf } from '../outbound/plan.ts';
import { conversationOf, pricingOf } from '../outbound/pricing.ts';
import { messageView } from '../people/view.ts';
import { answerEntryPoint, windowOpen } from '../people/window.ts';
import type { MediaFile, Message, Person, Template } from '../state.ts';
import { matchTemplate, templateName } from '../templates/match.ts';
import { findTemplate } from '../templates/store.ts';
import type { NumberOptions, RenderedTemplate } from '../types.ts';
import type { Fields } from '../validate/check.ts';
import { type CheckedMessage, checkMessage } from '../validate/message.ts';
import { digitsOf } from '../webhooks/values.ts';
import type { World } from '../world.ts';
import { parametersOf } from './body.ts';
import { type GraphHandler, numberOf } from './context.ts';
import { GraphError } from './error.ts';
import { markRead } from './read.ts';
import { withTrouble } from './trouble.ts';

interface Filled {
  template?: Template;
  rendered?: RenderedTemplate;
}

/** `POST /{number}/messages`. */
export const postMessages: GraphHandler = async (call) => {
  const { world, request, connection } = call;
  const number = numberOf(call);
  const body = await parametersOf(request);
  if (body.status !== undefined) {
    const occasion = { phoneNumberId: number.phoneNumberId, call: 'read' as const };
    return withTrouble(world, occasion, request, connection, () => markRead(world, number, body));
  }
  const message = checkMessage(body, { media: (id) => usableMedia(world, id) });
  if (message.category !== undefined && !world.settings.directSend)
    throw new GraphError(
      100,
      'Messages without a template are not available to this account (settings.directSend).',
    );
  const filled = message.type === 'template' ? fillTemplate(world, number, message) : {};
  return send(call, number, message, filled);
};

/** `POST /{number}/marketing_messages`: marketing templates only. */
export const postMarketing: GraphHandler = async (call) => {
  const number = numberOf(call);
  const { product_policy: _, message_activity_sharing: __, ...body } = await parametersOf(call.request);
  const message = checkMessage(body, { media: (id) => usableMedia(call.world, id) });
  if (message.type !== 'template') throw new GraphError(134100, 'Only template messages can be sent here.');
  const filled = fillTemplate(call.world, number, message);
  if (filled.template?.category !== 'MARKETING')
    throw new GraphError(134100, 'The template is not a marketing template.');
  return send(call, number, message, filled, 'marketing_lite');
};

const send = (
  { world, request, connection }: Parameters<GraphHandler>[0],
  number: NumberOptions,
  message: CheckedMessage,
  filled: Filled,
  category?: string,
) => {
  if (number.registered === false)
    throw new GraphError(133010, 'The number is not registered: POST /{number}/register.');
  if (message.group !== undefined) {
    const occasion = { phoneNumberId: number.phoneNumberId, call: 'messages' as const };
    return withTrouble(world, occasion, request, connection, () =>
      sendToGroup(world, number, message, filled.template, filled.rendered),
    );
  }
  const person = addressee(world, number, message);
  const occasion = { customer: person, phoneNumberId: number.phoneNumberId, call: 'messages' as const };
  return withTrouble(world, occasion, request, connection, () => {
    refuse(world, number, person, message);
    const accepted = accept(world, number, person, message, filled, category);
    return Response.json({
      messaging_product: 'whatsapp',
      contacts: [
        { input: message.input, ...(message.userId ? { user_id: person.userId } : { wa_id: person.phone }) },
      ],
      messages: [
        {
          id: accepted.id,
          ...(filled.template && {
            message_status: accepted.status === 'held' ? 'held_for_quality_assessment' : 'accepted',
          }),
        },
      ],
    });
  });
};

const usableMedia = (world: World, id: string): MediaFile | undefined => {
  const file = world.state.media.get(id);
  return file && file.expiresAt > world.clock.now() ? file : undefined;
};

const addressee = (world: World, number: NumberOptions, message: CheckedMessage): Person => {
  if (message.phone === digitsOf(number.displayPhone))
    throw new GraphError(131021, 'Sender and recipient are the same number.');
  const { allowedRecipients } = world.settings;
  // Compared as written, as the platform does: another spelling of the same number is refused.
  if (allowedRecipients && !allowedRecipients.some((allowed) => digitsOf(allowed) === message.phone))
    throw new GraphError(
      131030,
      'Recipient phone number not in allowed list: add it to settings.allowedRecipients.',
    );
  if (message.phone) return world.people.ensure(message.phone);
  const known = world.people.find(message.userId ?? '');
  if (known) return known;
  // An id of another business is nobody here: accepted, and undeliverable.
  const stranger = world.people.ensure(message.userId ?? '');
  stranger.onWhatsApp = false;
  return stranger;
};

const fillTemplate = (world: World, number: NumberOptions, message: CheckedMessage): Filled => {
  const content = message.content as Fields;
  const { name, language } = templateName(content);
  const template = findTemplate(world.state, number.wabaId, name, language);
  if (template?.status === 'PAUSED') throw new GraphError(132015, `template ${name} is paused`);
  if (template?.status === 'DISABLED') throw new GraphError(132016, `template ${name} is disabled`);
  if (template?.status !== 'APPROVED')
    throw new GraphError(132001, `template name (${name}) does not exist in ${language}`);
  if (template.category === 'AUTHENTICATION' && message.userId)
    throw new GraphError(131062, 'Authentication templates need a phone number: use "to".');
  const rendered = matchTemplate(template, content, { media: (id) => usableMedia(world, id) });
  return { template, rendered };
};

/** What the platform refuses in its answer. */
const refuse = (world: World, number: NumberOptions, person: Person, message: CheckedMessage) => {
  if (person.blockedBy.includes(number.phoneNumberId))
    throw new GraphError(130403, 'You have blocked this user.');
  if (
    message.identityHash !== undefined &&
    person.identityHash !== undefined &&
    message.identityHash !== person.identityHash
  )
    throw new GraphError(137000, 'The recipient identity key hash is not the current one.');
  const closed = !windowOpen(person, number.phoneNumberId, world.clock.now());
  if (world.settings.windowErrors === 'sync' && message.type !== 'template' && closed)
    throw new GraphError(
      131047,
      'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
    );
  const limit = world.limits.take(number.phoneNumberId, person.id);
  if (limit)
    throw new GraphError(
      limit,
      'Message failed to send because there were too many messages sent from this phone number in a short period of time.',
    );
};

const accept = (
  world: World,
  number: NumberOptions,
  person: Person,
  checked: CheckedMessage,
  { template, rendered }: Filled,
  category = template?.category.toLowerCase() ?? (checked.category as string) ?? 'service',
): Message => {
  const { phoneNumberId } = number;
  const at = world.clock.now();
  const plan = planSend(world, person, phoneNumberId, checked, template);
  // Who answers takes the chat over from the platform's agent.
  if (agentOwns(person, phoneNumberId)) handOver(world, number, person, 'control_passed');
  if (!plan.fail) answerEntryPoint(person, phoneNumberId, at);
  const pricing = pricingOf(person, phoneNumberId, category, at);
  const message: Message = {
    id: world.ids.wamid(person.phone ?? person.userId, 'business'),
    person: person.id,
    phoneNumberId,
    from: 'business',
    at,
    type: checked.type,
    content: checked.content,
    context: checked.contextId === undefined ? undefined : { id: checked.contextId },
    status: plan.holdMs === undefined ? 'accepted' : 'held',
    statusTimes: { accepted: at },
    plan: Object.keys(plan).length > 0 ? plan : undefined,
    opaque: checked.opaque,
    toUserId: checked.userId !== undefined || undefined,
    category,
    pricing,
    conversation: conversationOf(person, phoneNumberId, pricing, world.settings.webhookVersion, at),
    ttlMs: ttlOf(template),
    rendered,
  };
  world.state.addMessage(message);
  world.state.addSend({
    id: message.id,
    to: person.phone ?? person.userId,
    phoneNumberId,
    type: checked.type,
    at,
    opaque: checked.opaque,
  });
  person.lastMessageAt = at;
  world.state.savePerson(person);
  if (checked.type === 'reaction' && !plan.fail) react(world, person, checked);
  // On disk before anybody hears that it was taken.
  world.journal.flush();
  world.bus.publish(() => ({ type: 'message', customer: person.id, message: messageView(message) }));
  startLadder(world, message);
  return message;
};

const react = (world: World, person: Person, message: CheckedMessage) => {
  const target = reactionTarget(world, person, message);
  if (!target) return;
  target.reactions = { ...target.reactions, business: (message.content as { emoji: string }).emoji };
  world.state.saveMessage(target);
};
