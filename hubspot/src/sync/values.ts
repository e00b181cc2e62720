import type { HubClient } from '@centralita/core/hub-client';
import type { Contact, Json, JsonObject, Team, User } from '@centralita/core/model';
import type { Owners } from '../api/owners.ts';
import type { FieldMapping } from '../settings.ts';

/** A value of a contact by the name a mapping gives it, as text; empty when there is none. */
export const readOurs = (contact: Contact, path: string): string => {
  if (path === 'name') return contact.name ?? '';
  if (path === 'language') return contact.language ?? '';
  if (!path.startsWith('attributes.')) return '';
  let value: Json | undefined = contact.attributes;
  for (const part of path.split('.').slice(1)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return '';
    value = (value as JsonObject)[part];
  }
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** The attributes with one of them set; taken out when empty. */
export const withAttribute = (attributes: JsonObject, path: string, value: string): JsonObject => {
  const [first = '', ...rest] = path.split('.').slice(path.startsWith('attributes.') ? 1 : 0);
  if (rest.length === 0) {
    const { [first]: before, ...others } = attributes;
    return value === '' ? others : { ...others, [first]: likeBefore(before, value) };
  }
  const inner = attributes[first];
  const nested =
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as JsonObject) : {};
  return { ...attributes, [first]: withAttribute(nested, rest.join('.'), value) };
};

/** A number stays a number, so that rules with bounds go on working. */
const likeBefore = (before: Json | undefined, value: string): Json =>
  typeof before === 'number' && value !== '' && Number.isFinite(Number(value)) ? Number(value) : value;

export interface Transformer {
  /** Our value in HubSpot's form; undefined when it has none. */
  there(mapping: FieldMapping, ours: string): Promise<string | undefined>;
  here(mapping: FieldMapping, theirs: string): Promise<string | undefined>;
}

export const createTransformer = (hub: Pick<HubClient, 'users' | 'teams'>, owners: Owners): Transformer => {
  const userOf = (users: readonly User[], name: string): User | undefined =>
    users.find((user) => [user.key, user.id, user.hubspotOwnerId].includes(name)) ??
    users.find((user) => user.email?.toLowerCase() === name.toLowerCase());
  const teamOf = (teams: readonly Team[], name: string): Team | undefined =>
    teams.find((team) => [team.key, team.id, team.hubspotTeamId].includes(name));

  const ownerThere = async (ours: string): Promise<string | undefined> => {
    const user = userOf(await hub.users(), ours);
    if (user?.hubspotOwnerId) return user.hubspotOwnerId;
    const email = user?.email ?? (ours.includes('@') ? ours : undefined);
    if (email) return (await owners.byEmail(email))?.id;
    return /^\d+$/.test(ours) ? ours : undefined;
  };
  const ownerHere = async (theirs: string): Promise<string> => {
    const users = await hub.users();
    const direct = users.find(({ hubspotOwnerId }) => hubspotOwnerId === theirs);
    if (direct) return direct.key;
    const email = (await owners.byId(theirs))?.email;
    return (email && (userOf(users, email)?.key ?? email.toLowerCase())) || theirs;
  };

  return {
    there: async ({ transform = 'none', values }, ours) => {
      if (ours === '') return '';
      if (values) return values[ours];
      switch (transform) {
        case 'owner':
          return ownerThere(ours);
        case 'team':
          return teamOf(await hub.teams(), ours)?.hubspotTeamId;
        case 'date': {
          const ms = /^\d+$/.test(ours) ? Number(ours) : Date.parse(ours);
          return Number.isFinite(ms) ? new Date(ms).toISOString() : undefined;
        }
        default:
          return plain(transform, ours);
      }
    },
    here: async ({ transform = 'none', values }, theirs) => {
      if (theirs === '') return '';
      if (values) return Object.entries(values).find(([, there]) => there === theirs)?.[0];
      if (transform === 'owner') return ownerHere(theirs);
      if (transform === 'team') return teamOf(await hub.teams(), theirs)?.key ?? theirs;
      // Half a name put back would cost the other half.
      if (transform === 'first_word' || transform === 'other_words') return undefined;
      return plain(transform, theirs);
    },
  };
};

const plain = (transform: string, value: string): string => {
  const [first = '', ...others] = value.trim().split(/\s+/);
  switch (transform) {
    case 'trim':
      return value.trim();
    case 'lowercase':
      return value.toLowerCase();
    case 'uppercase':
      return value.toUpperCase();
    case 'first_word':
      return first;
    case 'other_words':
      return others.join(' ');
    default:
      return value;
  }
};
