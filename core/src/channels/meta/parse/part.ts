import type { Content } from '../../../model/content.ts';
import { digest } from '../../../model/ids.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { Direction, MessageContext, MessageOrigin, MessagePart } from '../../../model/message.ts';
import type { Place } from './change.ts';
import { idOf } from './change.ts';
import { errorItems } from './errors.ts';
import { booleanOf, type Draft, objectOf, put, textOf, textsBy } from './read.ts';
import { referralOf } from './referral.ts';
import { iso, isoOf, millisecondsOf } from './time.ts';

/** Which way messages of a list go, who wrote them, and how their ids are made. */
export interface Way {
  readonly direction: Direction;
  readonly origin: MessageOrigin;
  readonly key: (id: string, list: string) => readonly [kind: string, key: string];
}

/** The provider's id of a message; one without gets a stand-in from all it says, so that two never collide. */
export const messageIdOf = (item: JsonObject): string =>
  textOf(item.id) ?? `no-id:${digest(JSON.stringify(item))}`;

export const messageEventId = (id: string, place: Place, way: Way) => {
  const [kind, key] = way.key(id, place.list);
  return idOf(place.change, kind, key);
};

/** What all messages have in common around their content. */
export const partOf = (
  item: JsonObject,
  id: string,
  content: Content,
  place: Place,
  way: Pick<Way, 'direction' | 'origin'>,
): Draft<MessagePart> => {
  const time = millisecondsOf(item.timestamp);
  const part: Draft<MessagePart> = {
    providerId: id,
    direction: way.direction,
    origin: way.origin,
    timestamp: iso(time ?? place.change.receivedAt),
    timestampSource: time === undefined ? 'received' : 'provider',
    content,
  };
  if (item.context !== undefined) put(part, 'context', contextOf(objectOf(item.context)));
  if (item.referral !== undefined) put(part, 'referral', referralOf(objectOf(item.referral)));
  put(part, 'groupId', textOf(item.group_id));
  if (item.errors !== undefined) put(part, 'errors', errorItems(item.errors));
  if (way.direction === 'inbound' && (item.identity ?? place.card?.identity_key_hash) !== undefined)
    put(part, 'identity', identityOf(objectOf(item.identity), place.card));
  return part;
};

const referredProduct = textsBy<NonNullable<MessageContext['referredProduct']>>({
  catalogId: 'catalog_id',
  productRetailerId: 'product_retailer_id',
});

export const contextOf = (from: JsonObject | undefined): MessageContext | undefined => {
  if (!from) return undefined;
  const context: Draft<MessageContext> = {};
  put(context, 'messageId', textOf(from.id));
  put(context, 'from', textOf(from.from));
  put(context, 'forwarded', booleanOf(from.forwarded));
  put(context, 'frequentlyForwarded', booleanOf(from.frequently_forwarded));
  const product = objectOf(from.referred_product);
  if (product) context.referredProduct = referredProduct(product);
  return context;
};

const identityOf = (
  identity: JsonObject | undefined,
  card: JsonObject | undefined,
): MessagePart['identity'] | undefined => {
  const to: Draft<NonNullable<MessagePart['identity']>> = {};
  put(to, 'hash', textOf(identity?.hash) ?? textOf(card?.identity_key_hash));
  put(to, 'acknowledged', booleanOf(identity?.acknowledged));
  put(to, 'createdAt', isoOf(identity?.created_timestamp));
  return Object.keys(to).length > 0 ? to : undefined;
};
