import type { ConversationView, HubClient } from '@centralita/core/hub-client';
import type { Contact, JsonObject } from '@centralita/core/model';
import type { HubSpotRecord } from '../api/objects.ts';
import { contactKey } from '../api/portal.ts';
import { userIdOf } from '../match/phones.ts';
import type { FieldMapping } from '../settings.ts';
import type { FieldState } from '../store/tables.ts';
import { type ConsentProperties, consentProperties } from './consent.ts';
import { hashOf, reconcile, reconcileSet, sameValue } from './reconcile.ts';
import { readOurs, type Transformer, withAttribute } from './values.ts';

/** All that is ours about a contact and may go to HubSpot. */
export interface Ours {
  readonly contact: Contact;
  readonly key: string;
  readonly consent: ConsentProperties;
  readonly conversation?: ConversationView;
}

/** Of ours alone, and empty again when there are none. */
const emptied = new Set(['wa_conversation_tags']);

/** Changes of one field within this time, and how many of them are too many. */
const brake = { windowMs: 600_000, changes: 6 } as const;

export interface Plan {
  /** What HubSpot's record lacks. */
  readonly toHubSpot: Record<string, string>;
  readonly toHub: Parameters<HubClient['updateContact']>[1];
  /** How the fields stand once both are written. */
  readonly fields: readonly FieldState[];
  /** Fields that change too often and are left alone from now on. */
  readonly braked: readonly string[];
  readonly unmapped: readonly { readonly property: string; readonly value: 'owner' | 'value' }[];
}

export const tagSeparator = ';';
const cleanTag = (tag: string): string => tag.replaceAll(tagSeparator, ',').trim();

/** Our identities and times. They are ours alone: nothing in HubSpot changes them here. */
export const ownValues = ({ contact, key, conversation }: Ours): Record<string, string> => {
  const of = (kind: string): string => contact.identities.find((each) => each.kind === kind)?.value ?? '';
  const time = (ms: number | undefined): string => (ms === undefined ? '' : new Date(ms).toISOString());
  return {
    [contactKey]: key,
    wa_user_id: userIdOf(contact) ?? '',
    wa_id: of('wa_id') || of('phone').replace('+', ''),
    wa_username: of('username'),
    wa_last_inbound_at: time(conversation?.lastInboundAt),
    wa_last_outbound_at: time(conversation?.lastOutboundAt),
    wa_protocol_last: conversation?.caseNumber ?? '',
    wa_conversation_tags: (conversation?.tags ?? []).join(', '),
  };
};

export const planSync = async (
  ours: Ours,
  record: HubSpotRecord | undefined,
  main: boolean,
  states: ReadonlyMap<string, FieldState>,
  mappings: readonly FieldMapping[],
  transformer: Transformer,
  now: number,
): Promise<Plan> => {
  const theirs = (property: string): string => record?.properties[property] ?? '';
  const toHubSpot: Record<string, string> = {};
  const fields: FieldState[] = [];
  const braked: string[] = [];
  const unmapped: Plan['unmapped'][number][] = [];
  let attributes: JsonObject | undefined;
  let toHub: { -readonly [K in keyof Plan['toHub']]: Plan['toHub'][K] } = {};

  if (main) {
    for (const [property, value] of Object.entries(ownValues(ours)))
      if ((value !== '' || emptied.has(property)) && !sameValue(value, theirs(property)))
        toHubSpot[property] = value;
  }
  for (const property of consentProperties) {
    const value = ours.consent[property];
    // Another contact of the same record may only ever withdraw.
    const may = main || (property === 'wa_opt_in_status' && value === 'opted_out');
    if (may && !sameValue(value, theirs(property))) toHubSpot[property] = value;
  }

  const changesOf = (state: FieldState | undefined, moved: boolean): number[] => {
    const recent = (state?.changes ?? []).filter((at) => at > now - brake.windowMs);
    return moved ? [...recent, now] : recent;
  };

  for (const mapping of mappings) {
    if (!main && mapping.direction === 'to_hubspot') continue;
    const property = mapping.hubspot;
    const name = mapping.direction === 'from_hubspot' ? `${property}<` : property;
    const state = states.get(name);
    if (state?.stoppedAt !== undefined) continue;
    if (mapping.ours === 'tags') {
      const own = ours.contact.tags.map(cleanTag).filter(Boolean);
      const other = theirs(property).split(tagSeparator).filter(Boolean);
      const verdict =
        oneWay(mapping, own, other) ?? reconcileSet(own, other, JSON.parse(state?.base ?? '[]') as string[]);
      const moved = state !== undefined && (verdict.toHubSpot || verdict.fromHubSpot);
      const changes = changesOf(state, moved);
      if (changes.length > brake.changes) {
        braked.push(property);
        fields.push({ ...(state as FieldState), changes, stoppedAt: now });
        continue;
      }
      if (verdict.toHubSpot) toHubSpot[property] = verdict.result.join(tagSeparator);
      if (verdict.fromHubSpot) toHub.tags = verdict.result;
      const text = verdict.result.toSorted().join(tagSeparator);
      fields.push({
        property: name,
        ours: hashOf(text),
        theirs: hashOf(text),
        base: JSON.stringify(verdict.result),
        changes,
      });
      continue;
    }
    const own = readOurs(ours.contact, mapping.ours);
    const other = theirs(property);
    const oursThere = await transformer.there(mapping, own);
    const verdict = reconcile(
      mapping,
      {
        ours: own,
        oursThere,
        theirs: other,
        theirsHere: await transformer.here(mapping, other),
        oursAt: ours.contact.updatedAt,
        theirsAt: record ? Date.parse(record.updatedAt) : 0,
      },
      state,
    );
    if (oursThere === undefined && own !== '' && mapping.direction !== 'from_hubspot')
      unmapped.push({ property, value: mapping.transform === 'owner' ? 'owner' : 'value' });
    const changes = changesOf(state, state !== undefined && verdict.move !== 'none');
    if (changes.length > brake.changes) {
      braked.push(property);
      fields.push({ ...(state as FieldState), changes, stoppedAt: now });
      continue;
    }
    if (verdict.move === 'to_hubspot') toHubSpot[property] = verdict.value;
    if (verdict.move === 'from_hubspot') {
      if (mapping.ours === 'name') toHub.name = verdict.value;
      else if (mapping.ours === 'language') toHub.language = verdict.value;
      else {
        attributes = withAttribute(attributes ?? ours.contact.attributes, mapping.ours, verdict.value);
        toHub.attributes = attributes;
      }
    }
    fields.push({
      property: name,
      ours: hashOf(verdict.move === 'from_hubspot' ? verdict.value : own),
      theirs: hashOf(verdict.move === 'to_hubspot' ? verdict.value : other),
      changes,
    });
  }
  if (Object.keys(toHub).length === 0) toHub = {};
  return { toHubSpot, toHub, fields, braked, unmapped };
};

const oneWay = (
  { direction }: FieldMapping,
  ours: readonly string[],
  theirs: readonly string[],
): { result: readonly string[]; toHubSpot: boolean; fromHubSpot: boolean } | undefined => {
  const equal = ours.length === theirs.length && ours.every((tag) => theirs.includes(tag));
  if (direction === 'to_hubspot') return { result: ours, toHubSpot: !equal, fromHubSpot: false };
  if (direction === 'from_hubspot') return { result: theirs, toHubSpot: false, fromHubSpot: !equal };
  return undefined;
};

/** Everything of ours that goes to HubSpot, as one hash: equal to the last one, nothing has to be asked. */
export const oursHash = (ours: Ours, mappings: readonly FieldMapping[], withTimes: boolean): string => {
  const own = ownValues(ours);
  const { wa_last_inbound_at, wa_last_outbound_at, ...steady } = own;
  return hashOf(
    JSON.stringify([
      withTimes ? own : steady,
      ours.consent,
      mappings.map(({ ours: path }) =>
        path === 'tags' ? ours.contact.tags.toSorted() : readOurs(ours.contact, path),
      ),
    ]),
  );
};

export const propertiesToRead = (mappings: readonly FieldMapping[]): string[] => [
  ...new Set([
    ...Object.keys(ownValuesNames),
    ...consentProperties,
    ...mappings.map(({ hubspot }) => hubspot),
    'lastmodifieddate',
  ]),
];

const ownValuesNames = {
  [contactKey]: 1,
  wa_user_id: 1,
  wa_id: 1,
  wa_username: 1,
  wa_last_inbound_at: 1,
  wa_last_outbound_at: 1,
  wa_protocol_last: 1,
  wa_conversation_tags: 1,
} satisfies Record<string, 1>;
