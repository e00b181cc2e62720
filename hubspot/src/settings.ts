import type { PortalLimits } from './api/limiter.ts';
import type { ApiVersion } from './api/paths.ts';
import type { ConsentStatus } from './setup/properties.ts';

/** Which way a field goes, and who wins where both sides changed it. */
export type FieldDirection = 'to_hubspot' | 'from_hubspot' | 'both';
export type Preference = 'hubspot' | 'centralita' | 'newest';

export const transforms = [
  'none',
  'trim',
  'lowercase',
  'uppercase',
  'first_word',
  'other_words',
  'date',
  'owner',
  'team',
] as const;
export type TransformName = (typeof transforms)[number];

export interface FieldMapping {
  /** The internal name of a contact property in HubSpot. */
  readonly hubspot: string;
  /** `name`, `language`, `tags`, or an attribute as `attributes.tier`. */
  readonly ours: string;
  readonly direction: FieldDirection;
  readonly prefer: Preference;
  /** Only ever fills what is empty on the other side. */
  readonly fill?: boolean;
  readonly transform?: TransformName;
  /** Our value to HubSpot's; the other way round where the direction says so. */
  readonly values?: Readonly<Record<string, string>>;
}

/** Contacts that are kept in step; all that are given must hold. Opt-outs and erasures always are. */
export interface ContactFilter {
  /** One of these. */
  readonly tags?: readonly string[];
  readonly withoutTags?: readonly string[];
  readonly consent?: readonly ConsentStatus[];
}

export interface LogSettings {
  /** One entry for a session that grows, one for each message, or none. */
  readonly mode: 'session' | 'message' | 'off';
  /** After this long without a message a session has ended. */
  readonly silenceMinutes: number;
  /** A session that goes on is written at most this often. */
  readonly everyMinutes: number;
}

export interface HubSpotSettings {
  readonly token: string;
  /** Of the app that sends webhooks. Without it every webhook is refused. */
  readonly clientSecret?: string;
  /** Of that app: its own changes come back and are known by it. */
  readonly appId?: string;
  readonly baseUrl?: string;
  readonly version: ApiVersion;
  readonly limits: PortalLimits;
  /** Where changes made in HubSpot come from. */
  readonly changes: 'webhooks' | 'polling' | 'off';
  readonly pollSeconds: number;
  /** ISO 3166; for numbers in HubSpot that have no country code. */
  readonly defaultCountry?: string;
  /** Which one is linked where several records have the number. */
  readonly several: 'review' | 'recent' | 'oldest' | 'with_owner';
  /** Whether somebody HubSpot does not know is created there. */
  readonly create: boolean;
  readonly filter?: ContactFilter;
  readonly fields: readonly FieldMapping[];
  readonly log: LogSettings;
  /** A ticket for each new case, where it is given. */
  readonly tickets?: { readonly pipeline: string; readonly stage: string };
  /** What happens to somebody whose record was deleted in HubSpot and who writes again. */
  readonly afterDeletion: 'create' | 'stay_out';
  /** What is done in HubSpot when a contact is erased here. */
  readonly erasure: 'clear' | 'gdpr_delete';
  /** A conversation that waits for nobody yet is routed again once the owner is known. */
  readonly reroute: boolean;
}

/** What everybody gets unless `fields` says otherwise for the same property and direction. */
export const defaultFields: readonly FieldMapping[] = [
  {
    hubspot: 'firstname',
    ours: 'name',
    direction: 'to_hubspot',
    prefer: 'hubspot',
    fill: true,
    transform: 'first_word',
  },
  {
    hubspot: 'lastname',
    ours: 'name',
    direction: 'to_hubspot',
    prefer: 'hubspot',
    fill: true,
    transform: 'other_words',
  },
  { hubspot: 'email', ours: 'attributes.email', direction: 'from_hubspot', prefer: 'hubspot' },
  {
    hubspot: 'hubspot_owner_id',
    ours: 'attributes.owner',
    direction: 'from_hubspot',
    prefer: 'hubspot',
    transform: 'owner',
  },
  {
    hubspot: 'hubspot_team_id',
    ours: 'attributes.ownerTeam',
    direction: 'from_hubspot',
    prefer: 'hubspot',
    transform: 'team',
  },
  {
    hubspot: 'lifecyclestage',
    ours: 'attributes.lifecycleStage',
    direction: 'from_hubspot',
    prefer: 'hubspot',
  },
  { hubspot: 'wa_tags', ours: 'tags', direction: 'both', prefer: 'newest' },
];

export const defaultSettings: Omit<HubSpotSettings, 'token'> = {
  version: '2026-09',
  limits: { per10Seconds: 100, searchesPerSecond: 4 },
  changes: 'polling',
  pollSeconds: 60,
  several: 'review',
  create: true,
  fields: defaultFields,
  log: { mode: 'session', silenceMinutes: 60, everyMinutes: 2 },
  afterDeletion: 'create',
  erasure: 'clear',
  reroute: true,
};
