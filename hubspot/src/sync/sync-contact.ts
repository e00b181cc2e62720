import type { HubClient } from '@centralita/core/hub-client';
import { HubError } from '@centralita/core/hub-client';
import { CentralitaError, type CodeText, type ContactId, codes, digest } from '@centralita/core/model';
import { isHubSpotError } from '../api/errors.ts';
import type { HubSpotRecord } from '../api/objects.ts';
import { contactKey, type Portal } from '../api/portal.ts';
import { recordLane } from '../inbound/webhooks.ts';
import type { Found, Wanted } from '../match/find.ts';
import { emailOf, keyOf, phoneForms, phoneOf } from '../match/phones.ts';
import type { FieldMapping, HubSpotSettings } from '../settings.ts';
import { type ConsentStatus, consentStates } from '../setup/properties.ts';
import {
  type FieldState,
  type Link,
  park,
  putField,
  putGone,
  putLink,
  putReview,
  type Tables,
  unlink,
  unpark,
} from '../store/tables.ts';
import { decideConsent, oursOf } from './consent.ts';
import type { Mutex } from './mutex.ts';
import { type Ours, oursHash, planSync, propertiesToRead, tagSeparator } from './plan.ts';
import { hashOf } from './reconcile.ts';
import { fixes, type Refusal, refusals } from './refusals.ts';
import type { TagOptions } from './tag-options.ts';
import type { Transformer } from './values.ts';

/** Why a contact is looked at: something of ours changed, something of theirs may have, somebody wrote, a backfill, a person's retry. */
export type SyncReason = 'ours' | 'theirs' | 'message' | 'activity' | 'backfill' | 'retry';

export type SyncOutcome =
  | {
      readonly done: 'unchanged' | 'updated' | 'linked' | 'created' | 'review' | 'unlinked';
      readonly recordId?: string;
    }
  | { readonly done: 'skipped'; readonly why: string }
  | { readonly done: 'parked'; readonly properties: readonly string[] };

export interface SyncContext {
  readonly hub: HubClient;
  readonly portal: Portal;
  readonly tables: Tables;
  readonly settings: HubSpotSettings;
  readonly transformer: Transformer;
  readonly tagOptions: TagOptions;
  readonly find: (wanted: Wanted) => Promise<Found>;
  readonly now: () => number;
  /** One at a time for each contact; shared by whoever syncs. */
  readonly alone: Mutex;
  readonly problem: (problem: {
    readonly code: string;
    readonly title: string;
    readonly detail: string;
    readonly nextStep: string;
  }) => void;
}

export interface Sync {
  contact(id: ContactId, reason: SyncReason, run?: string): Promise<SyncOutcome>;
  /** What {@link contact} would do, without doing it. */
  look(id: ContactId): Promise<SyncOutcome>;
  /** One at a time for each contact. */
  readonly alone: Mutex;
}

const consentField = 'wa_opt_in_status';
const wholeRecord = '';
/** A few names of several; a person looks at them, not at all hundred. */
const shownCandidates = 20;

export const createSync = (context: SyncContext): Sync => {
  const { hub, portal, tables, settings, now, alone } = context;
  const mappings = settings.fields;
  const names = propertiesToRead(mappings);

  const load = async (id: ContactId): Promise<Ours | undefined> => {
    const contact = await hub.contact(id).catch(notFoundIsUndefined);
    if (!contact) return undefined;
    const [records, { items }] = await Promise.all([
      hub.consents(id),
      hub.conversations({ contactId: id, limit: 1 }),
    ]);
    const [conversation] = items;
    return {
      contact,
      key: keyOf(contact) ?? '',
      consent: oursOf(records, now()),
      ...(conversation ? { conversation } : {}),
    };
  };

  const hashes = (ours: Ours): string =>
    `${oursHash(ours, mappings, false)} ${oursHash(ours, mappings, true)}`;
  const isUnchanged = (ours: Ours, link: Link, reason: SyncReason): boolean => {
    const [steady, all] = hashes(ours).split(' ');
    const [steadyBefore, allBefore] = link.ours.split(' ');
    return reason === 'activity' || reason === 'message' ? all === allBefore : steady === steadyBefore;
  };

  /** Why somebody is not created or linked; undefined when nothing speaks against it. */
  const barred = async (ours: Ours, reason: SyncReason): Promise<string | undefined> => {
    if (ours.key === '') return 'neither a number nor a user id is known';
    const gone = await tables.gone(ours.contact.id);
    if (gone?.how === 'erased') return 'the contact was erased in HubSpot';
    if (gone && (settings.afterDeletion === 'stay_out' || (reason !== 'message' && reason !== 'retry')))
      return 'the contact was deleted in HubSpot';
    return outside(ours, settings);
  };

  const seek = (ours: Ours): Promise<Found> => {
    const { contact, key } = ours;
    const phone = phoneOf(contact);
    const forms = phone === undefined ? undefined : phoneForms(phone);
    const email = emailOf(contact);
    return context.find({
      contactId: contact.id,
      key,
      ...(forms ? { phone: forms } : {}),
      ...(email ? { email } : {}),
    });
  };

  /** The record to link, or why a person has to choose. */
  const choose = async (
    ours: Ours,
    found: Found,
  ): Promise<HubSpotRecord | 'several' | 'taken' | undefined> => {
    const { records } = found;
    const review = await tables.review(ours.contact.id);
    if (review?.choice === 'new') return undefined;
    if (review?.choice) {
      return (
        records.find(({ id }) => id === review.choice) ?? (await portal.contacts.get(review.choice, names))
      );
    }
    if (records.length === 0) return undefined;
    const free = records.filter(({ properties }) => {
      const key = properties[contactKey];
      return !key || key === ours.key || sameNumberKey(key, ours);
    });
    if (free.length === 0) return 'taken';
    if (free.length === 1) return free[0];
    const time = (record: HubSpotRecord, name: string): number =>
      Date.parse(record.properties[name] ?? '') || 0;
    switch (settings.several) {
      case 'recent':
        return free.toSorted((a, b) => time(b, 'lastmodifieddate') - time(a, 'lastmodifieddate'))[0];
      case 'oldest':
        return free.toSorted((a, b) => time(a, 'createdate') - time(b, 'createdate'))[0];
      case 'with_owner': {
        const owned = free.filter(({ properties }) => properties.hubspot_owner_id);
        return owned.length === 1 ? owned[0] : 'several';
      }
      default:
        return 'several';
    }
  };

  const firstLink = async (ours: Ours, reason: SyncReason, run: string | undefined): Promise<SyncOutcome> => {
    const { contact, key } = ours;
    const why = await barred(ours, reason);
    if (why) return { done: 'skipped', why };
    const found = await seek(ours);
    const chosen = await choose(ours, found);
    if (chosen === 'several' || chosen === 'taken') {
      const candidates = found.records.slice(0, shownCandidates).map(({ id }) => id);
      await tables.store.write((tx) =>
        putReview(tx, { contactId: contact.id, reason: chosen, candidates, at: now() }),
      );
      return { done: 'review' };
    }
    if (chosen) {
      // The search showed it as it was a while ago.
      const record = await portal.contacts.read(chosen.id, names);
      if (record) return settle(ours, record, undefined, 'linked');
    }
    if (!settings.create)
      return { done: 'skipped', why: 'HubSpot does not know the contact, and create is off' };
    return create(ours, key, run);
  };

  const create = async (ours: Ours, key: string, run: string | undefined): Promise<SyncOutcome> => {
    const plan = await planSync(ours, undefined, true, new Map(), mappings, context.transformer, now());
    const written = await write(ours, plan.toHubSpot, (properties) => {
      const { [contactKey]: _, ...others } = properties;
      const phone = phoneOf(ours.contact);
      // The number stands in HubSpot's own field only where we make the record.
      return portal.contacts.upsert({
        id: key,
        properties: { ...(phone ? { phone } : {}), ...others },
        traceId: trace(ours),
      });
    });
    if ('parked' in written) return { done: 'parked', properties: written.parked };
    const { record } = written;
    if (!record.new) {
      // Somebody has the key already, or the value that has to be unique: in step with what stands there.
      const there = await portal.contacts.read(record.id, names);
      if (!there) throw new CentralitaError('hubspot_unavailable', 'a contact went away while it was linked');
      return settle(ours, there, undefined, 'linked');
    }
    const fields = plan.fields.filter(({ property }) => !written.dropped.includes(property));
    if (run !== undefined) {
      await tables.store.write((tx) =>
        tx.run(
          'insert or ignore into hubspot_created (run_id, contact_id, record_id) values ($1, $2, $3)',
          run,
          ours.contact.id,
          record.id,
        ),
      );
    }
    await keep(ours, record.id, true, fields, ours.consent[consentField], undefined);
    return { done: 'created', recordId: record.id };
  };

  /** Brings a record and a contact into step and remembers how they stand. */
  const settle = async (
    given: Ours,
    record: HubSpotRecord,
    link: Link | undefined,
    done: 'linked' | 'updated',
  ): Promise<SyncOutcome> => {
    let ours = given;
    const id = ours.contact.id;
    const others = (await tables.linksTo(record.id)).filter(({ contactId }) => contactId !== id);
    const owner =
      [...others, ...(link ? [link] : [])].find(({ key }) => key === record.properties[contactKey]) ??
      others.find((other) => other.main);
    // Of several contacts of one record the one whose key it carries speaks for it; two would never agree.
    const main = owner === undefined || owner.contactId === id;
    if (owner && !main && (!link || link.main)) {
      await tables.store.write((tx) =>
        putReview(tx, { contactId: id, reason: 'merge', candidates: [owner.contactId], at: now() }),
      );
    }
    const states = await tables.fields(id);
    const before = states.get(consentField)?.base;
    const out = ours.consent[consentField] === 'opted_out';
    const theirs = out ? record.properties : await withHiddenOptOut(record, before, link);
    const verdict = decideConsent(id, record.id, ours.consent, theirs, before, now());
    // First of all: what was withdrawn holds here even when nothing below succeeds.
    if (verdict.record) {
      await hub.recordConsent(verdict.record);
      ours = { ...ours, consent: oursOf(await hub.consents(id), now()) };
    }
    const plan = await planSync(ours, record, main, states, mappings, context.transformer, now());
    for (const property of plan.braked) tellBrake(property);
    for (const { property, value } of plan.unmapped) {
      await parkField(id, property, {
        ...(value === 'owner' ? refusals.owner : refusals.value),
      });
    }
    let dropped: readonly string[] = [];
    if (Object.keys(plan.toHubSpot).length > 0) {
      const written = await write(ours, plan.toHubSpot, (properties) =>
        portal.contacts.update({ id: record.id, properties, traceId: trace(ours) }),
      );
      if ('parked' in written) return { done: 'parked', properties: written.parked };
      dropped = written.dropped;
    }
    // After the write: what was put back is not what is in order.
    if (verdict.refused) await parkField(id, verdict.refused.property, verdict.refused);
    if (Object.keys(plan.toHub).length > 0) {
      ours = { ...ours, contact: await hub.updateContact(id, plan.toHub) };
      await routeAgain(ours, given, link);
    }
    const fields = plan.fields.filter(({ property }) => !dropped.includes(property));
    const status = dropped.includes(consentField) ? before : ours.consent[consentField];
    await keep(ours, record.id, main, fields, status, link);
    if (others.length > 0 && Object.keys(plan.toHubSpot).length > 0) {
      // Our own write comes back as nobody's news: the others of this record are told here.
      await tables.store.write((tx) =>
        tx.effect({
          lane: recordLane(record.id),
          kind: 'pull',
          payload: { recordId: record.id },
          key: 'pull',
        }),
      );
    }
    const moved = Object.keys(plan.toHubSpot).length + Object.keys(plan.toHub).length > 0 || verdict.record;
    return { done: done === 'linked' ? 'linked' : moved ? 'updated' : 'unchanged', recordId: record.id };
  };

  /** Somebody opted out in HubSpot and somebody else opted them in again before anybody looked: the first counts. */
  const withHiddenOptOut = async (
    record: HubSpotRecord,
    before: string | undefined,
    link: Link | undefined,
  ): Promise<HubSpotRecord['properties']> => {
    const { properties } = record;
    if (properties[consentField] !== 'opted_in' || before === 'opted_in') return properties;
    const asked = await portal.contacts.get(record.id, [], { history: [consentField] });
    const since = link?.syncedAt ?? 0;
    const hidden = (asked?.propertiesWithHistory?.[consentField] ?? []).some(
      ({ value, timestamp }) => value === 'opted_out' && Date.parse(timestamp) >= since,
    );
    return hidden ? { ...properties, [consentField]: 'opted_out' } : properties;
  };

  const keep = (
    ours: Ours,
    recordId: string,
    main: boolean,
    fields: readonly FieldState[],
    status: string | undefined,
    link: Link | undefined,
  ): Promise<void> =>
    tables.store.write((tx) => {
      const contactId = ours.contact.id;
      putLink(tx, {
        contactId,
        recordId,
        key: ours.key,
        main,
        ours: hashes(ours),
        linkedAt: link?.linkedAt ?? now(),
        syncedAt: now(),
      });
      for (const field of fields) putField(tx, contactId, field);
      if (status !== undefined) {
        putField(tx, contactId, {
          property: consentField,
          ours: hashOf(status),
          theirs: hashOf(status),
          base: status,
          changes: [],
        });
      }
      unpark(tx, contactId, wholeRecord);
      tx.run('delete from hubspot_review where contact_id = $1 and reason <> $2', contactId, 'merge');
      tx.run('delete from hubspot_gone where contact_id = $1', contactId);
    });

  /** Writes; what HubSpot refuses of it is left out, parked with its name, and the rest goes. */
  const write = async (
    ours: Ours,
    wanted: Readonly<Record<string, string>>,
    send: (properties: Record<string, string>) => Promise<HubSpotRecord | undefined>,
  ): Promise<
    | { readonly record: HubSpotRecord; readonly dropped: readonly string[] }
    | { readonly parked: readonly string[] }
  > => {
    const id = ours.contact.id;
    const properties = { ...wanted };
    const dropped: string[] = [];
    if (properties.wa_tags) await context.tagOptions.ensure(properties.wa_tags.split(tagSeparator));
    for (;;) {
      try {
        const record = await send(properties);
        if (!record) throw new CentralitaError('hubspot_unavailable', 'HubSpot said nothing about a record');
        await tables.store.write((tx) => {
          for (const property of Object.keys(properties)) unpark(tx, id, property);
        });
        return { record, dropped };
      } catch (error) {
        if (!isHubSpotError(error, 'refused', 'conflict')) throw error;
        const bad = (error.facts.properties ?? []).filter((name) => name in properties);
        const { existingId } = error.facts;
        if (existingId && bad.includes(contactKey)) {
          await tables.store.write((tx) =>
            putReview(tx, { contactId: id, reason: 'merge', candidates: [existingId], at: now() }),
          );
        } else if (existingId && !(await tables.link(id))) {
          const there = await portal.contacts.read(existingId, names);
          if (there) return { record: { ...there, new: false }, dropped };
        }
        const reason = error.said;
        if (bad.length === 0) {
          const named = error.facts.properties ?? [];
          await parkField(id, wholeRecord, {
            reason,
            nextStep: named.length > 0 ? fixes.wanted(named.join(', ')) : codes.hubspot_refused.nextStep,
          });
          return { parked: named.length > 0 ? named : [wholeRecord] };
        }
        for (const property of bad) {
          delete properties[property];
          dropped.push(property);
          if (property !== contactKey)
            await parkField(id, property, { reason, nextStep: fixFor(property, mappings) });
        }
        if (Object.keys(properties).length === 0) return { parked: dropped };
      }
    }
  };

  const parkField = (contactId: string, property: string, { reason, nextStep }: Refusal): Promise<void> =>
    tables.store.write((tx) =>
      park(tx, { contactId, property, code: 'hubspot_refused', reason, nextStep, at: now() }),
    );

  const tellBrake = (property: string): void =>
    context.problem({
      code: 'hubspot_refused',
      title: 'A field changes back and forth',
      detail: `${property} changed more than six times in ten minutes and is left alone for this contact`,
      nextStep: 'Find what else writes it in HubSpot, then run centralita hubspot review retry.',
    });

  /** The owner became known after the first message was routed without it. */
  const routeAgain = async (ours: Ours, before: Ours, link: Link | undefined): Promise<void> => {
    const { conversation } = ours;
    const news = ours.contact.attributes.owner !== before.contact.attributes.owner;
    if (link || !settings.reroute || !news || !conversation) return;
    if (conversation.state !== 'open' || conversation.assigneeId || conversation.firstResponseAt) return;
    await hub.routeConversation(conversation.id).catch(() => undefined);
  };

  /** The record cannot be read any more: it was merged, deleted, or erased. */
  const relink = async (ours: Ours, link: Link): Promise<SyncOutcome> => {
    const there =
      (await portal.contacts.get(link.recordId, names)) ??
      (await portal.contacts.get(link.key, names, { idProperty: contactKey }).catch(() => undefined));
    if (there) {
      await tables.store.write((tx) =>
        tx.run('update hubspot_links set record_id = $1 where record_id = $2', there.id, link.recordId),
      );
      return settle(ours, there, { ...link, recordId: there.id }, 'updated');
    }
    await tables.store.write((tx) => {
      unlink(tx, ours.contact.id);
      putGone(tx, ours.contact.id, link.recordId, 'deleted', now());
    });
    return { done: 'unlinked' };
  };

  const contact = (id: ContactId, reason: SyncReason, run?: string): Promise<SyncOutcome> =>
    alone(id, async (): Promise<SyncOutcome> => {
      const ours = await load(id);
      if (!ours) return { done: 'skipped', why: 'the contact is not here any more' };
      const link = await tables.link(id);
      if (!link) return firstLink(ours, reason, run);
      const forced = reason === 'theirs' || reason === 'retry';
      if (!forced && isUnchanged(ours, link, reason)) return { done: 'unchanged', recordId: link.recordId };
      const optedOut = ours.consent[consentField] === 'opted_out';
      const why = outside(ours, settings);
      if (why && !optedOut) return { done: 'skipped', why };
      const record = await portal.contacts.read(link.recordId, names);
      return record ? settle(ours, record, link, 'updated') : relink(ours, link);
    });

  return {
    alone,
    contact,
    look: async (id) => {
      const ours = await load(id);
      if (!ours) return { done: 'skipped', why: 'the contact is not here any more' };
      const link = await tables.link(id);
      if (link) return { done: 'unchanged', recordId: link.recordId };
      const why = await barred(ours, 'backfill');
      if (why) return { done: 'skipped', why };
      const chosen = await choose(ours, await seek(ours));
      if (chosen === 'several' || chosen === 'taken') return { done: 'review' };
      if (chosen) return { done: 'linked', recordId: chosen.id };
      return settings.create
        ? { done: 'created' }
        : { done: 'skipped', why: 'HubSpot does not know the contact, and create is off' };
    },
  };
};

let traces = 0;
const trace = ({ contact }: Ours): string => digest(contact.id, String(traces++));

const outside = ({ contact, consent }: Ours, { filter }: HubSpotSettings): string | undefined => {
  if (!filter) return undefined;
  const has = (tags: readonly string[]): boolean => tags.some((tag) => contact.tags.includes(tag));
  if (filter.tags && !has(filter.tags)) return 'hubspot.filter.tags leaves it out';
  if (filter.withoutTags && has(filter.withoutTags)) return 'hubspot.filter.withoutTags leaves it out';
  const status = consent[consentField] as ConsentStatus;
  if (filter.consent && consentStates.includes(status) && !filter.consent.includes(status))
    return 'hubspot.filter.consent leaves it out';
  return undefined;
};

/** A key made from the number before the user id was known. */
const sameNumberKey = (key: string, { contact }: Ours): boolean => {
  const phone = phoneOf(contact);
  if (!phone || !key.startsWith('p:')) return false;
  const [mine, theirs] = [phoneForms(phone), phoneForms(key.slice(2))];
  return !!mine && !!theirs && theirs.forms.some((form) => mine.forms.includes(form));
};

const fixFor = (property: string, mappings: readonly FieldMapping[]): CodeText =>
  mappings.some(({ hubspot }) => hubspot === property) ? fixes.mapped(property) : fixes.own(property);

const notFoundIsUndefined = (error: unknown): undefined => {
  const code =
    error instanceof HubError ? error.problem.code : error instanceof CentralitaError ? error.code : '';
  if (code === 'not_found' || code === 'contact_erased') return undefined;
  throw error;
};
