import type { Journal } from './store/journal.ts';
import type { JsonObject, MessageStatus, RenderedTemplate, WebhookError } from './types.ts';

/** Somebody with a phone. Times are milliseconds since 1970, here and below. */
export interface Person {
  id: string;
  phone?: string;
  userId: string;
  parentUserId?: string;
  name: string;
  username?: string;
  hasPhone: boolean;
  online: boolean;
  onWhatsApp: boolean;
  autoRead: boolean;
  marketing: 'allowed' | 'stopped';
  marketingCapped: boolean;
  experiment: boolean;
  identityHash?: string;
  createdAt: number;
  lastMessageAt?: number;
  unread: number;
  /** Business number → end of the 24-hour window. */
  windows: Record<string, number>;
  /** Business number → when an advertisement brought them, and until when answers are free. */
  entryPoints: Record<string, { at: number; until?: number }>;
  blockedBy: string[];
  typing: Record<string, number>;
  /** Business number → the platform's own agent answers there. */
  agent?: Record<string, boolean>;
  /** Business number → whether calls are allowed, and until when. */
  callPermission?: Record<string, { until?: number }>;
}

/** A group that a business number made. */
export interface Group {
  id: string;
  phoneNumberId: string;
  subject: string;
  description?: string;
  joinApprovalMode: 'approval_required' | 'auto_approve';
  createdAt: number;
  /** Ids of people. */
  participants: string[];
  /** People who asked to join. */
  requests: { id: string; person: string; at: number }[];
  /** The last part of the link with which people join. */
  inviteCode: string;
  suspended: boolean;
  /** End of the 24 hours in which anything may be written. */
  windowUntil: number;
}

export interface Message {
  id: string;
  /** Of the {@link Person}; for what the business wrote to a group, of the group. */
  person: string;
  /** The group it was written in. */
  group?: string;
  /** Who was in the group when it was written; whoever joins later does not see it. */
  recipients?: string[];
  /** Who of the group has seen what. */
  receipts?: Record<string, MessageStatus>;
  phoneNumberId: string;
  from: 'customer' | 'business';
  at: number;
  type: string;
  /** What stands under `type`. */
  content: unknown;
  /** Further keys of the Cloud API message: `referral`, `errors`… */
  more?: JsonObject;
  context?: { id?: string; from?: string };
  status: MessageStatus;
  statusTimes: Partial<Record<MessageStatus, number>>;
  error?: WebhookError;
  /** How the ladder goes on; see outbound/plan.ts. */
  plan?: SendPlan;
  opaque?: string;
  /** Written to by user id, so that statuses name it. */
  toUserId?: boolean;
  category?: string;
  pricing?: JsonObject;
  conversation?: JsonObject;
  ttlMs?: number;
  rendered?: RenderedTemplate;
  reactions?: { customer?: string; business?: string };
  edited?: true;
  revoked?: true;
}

/** Calls are not kept across a restart. */
export interface Call {
  id: string;
  person: string;
  phoneNumberId: string;
  direction: 'USER_INITIATED' | 'BUSINESS_INITIATED';
  state: 'ringing' | 'talking' | 'over';
  at: number;
  acceptedAt?: number;
  endedAt?: number;
  /** Whoever was called did not take it. */
  rejected?: boolean;
  opaque?: string;
}

/** What will become of an accepted message, decided when it is accepted. */
export interface SendPlan {
  fail?: { code: number; details?: string };
  /** Also reported as failed after it was delivered. */
  alsoFail?: number;
  holdMs?: number;
  dropHeld?: boolean;
}

export interface SendRecord {
  id: string;
  to: string;
  phoneNumberId: string;
  type: string;
  at: number;
  opaque?: string;
}

export interface Template {
  id: string;
  wabaId: string;
  name: string;
  language: string;
  category: string;
  status: string;
  parameter_format: 'POSITIONAL' | 'NAMED';
  components: JsonObject[];
  quality: 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN';
  rejectedReason?: string;
  ttlSeconds?: number;
  createdAt: number;
  /** When it was edited while approved, newest last. */
  edits?: number[];
  /** How often it was paused for low quality. */
  pauses?: number;
  pausedUntil?: number;
}

export interface MediaFile {
  id: string;
  mimeType: string;
  /** Lower-case hex. */
  sha256: string;
  size: number;
  filename?: string;
  phoneNumberId?: string;
  /** 7 days for what customers sent, 30 for uploads. */
  expiresAt: number;
}

const threadLimit = 1000;

/** Where a message stands: in the chat with a person, or in a group. */
export const threadOf = (message: Message): string => message.group ?? message.person;

/** `en-US` and `en_us` are the same language. */
export const templateKey = (wabaId: string, name: string, language: string): string =>
  `${wabaId} ${name} ${language.replace('-', '_').toLowerCase()}`;

/** Everything the sandbox remembers, indexed for the look-ups a send makes. */
export interface State {
  people: Map<string, Person>;
  /** Phone digits and user ids, current and former, → person id. */
  addresses: Map<string, string>;
  messages: Map<string, Message>;
  threads: Map<string, Message[]>;
  sends: SendRecord[];
  opaqueCounts: Map<string, number>;
  templates: Map<string, Template>;
  /** By {@link templateKey}. */
  templateIds: Map<string, string>;
  media: Map<string, MediaFile>;
  /** Account and name, separated by a space → until when the name of a deleted template is taken. */
  blockedNames: Map<string, number>;
  calls: Map<string, Call>;
  groups: Map<string, Group>;
  saveGroup(group: Group): void;
  removeGroup(id: string): void;
  savePerson(person: Person): void;
  removePerson(person: Person): void;
  addMessage(message: Message): void;
  saveMessage(message: Message): void;
  addSend(send: SendRecord): void;
  saveTemplate(template: Template): void;
  removeTemplate(id: string): void;
  saveMedia(media: MediaFile): void;
  removeMedia(id: string): void;
  clear(): void;
}

export const createState = (journal: Journal): State => {
  const people = new Map<string, Person>();
  const addresses = new Map<string, string>();
  const messages = new Map<string, Message>();
  const threads = new Map<string, Message[]>();
  const sends: SendRecord[] = [];
  const opaqueCounts = new Map<string, number>();
  const templates = new Map<string, Template>();
  const templateIds = new Map<string, string>();
  const media = new Map<string, MediaFile>();
  const blockedNames = new Map<string, number>();
  const groups = new Map<string, Group>();
  const calls = new Map<string, Call>();

  const index = (person: Person) => {
    people.set(person.id, person);
    addresses.set(person.userId, person.id);
    addresses.set(person.id, person.id);
    if (person.phone) addresses.set(person.phone, person.id);
  };
  const thread = (message: Message) => {
    messages.set(message.id, message);
    const key = threadOf(message);
    const list = threads.get(key);
    if (!list) threads.set(key, [message]);
    else {
      list.push(message);
      // In blocks, so that a long thread is not moved with every message.
      if (list.length > threadLimit * 2)
        for (const old of list.splice(0, threadLimit)) {
          messages.delete(old.id);
          journal.remove('message', old.id);
        }
    }
  };
  const count = (send: SendRecord) => {
    sends.push(send);
    if (send.opaque !== undefined) opaqueCounts.set(send.opaque, (opaqueCounts.get(send.opaque) ?? 0) + 1);
  };

  for (const person of journal.load('person')) index(person as Person);
  for (const message of journal.load('message')) thread(message as Message);
  for (const send of journal.load('send')) count(send as SendRecord);
  const keep = (template: Template) => {
    templates.set(template.id, template);
    templateIds.set(templateKey(template.wabaId, template.name, template.language), template.id);
  };
  for (const template of journal.load('template')) keep(template as Template);
  for (const group of journal.load('group') as Group[]) groups.set(group.id, group);
  for (const file of journal.load('media') as MediaFile[]) media.set(file.id, file);

  return {
    people,
    addresses,
    messages,
    threads,
    sends,
    opaqueCounts,
    templates,
    templateIds,
    media,
    blockedNames,
    groups,
    calls,
    saveGroup: (group) => {
      groups.set(group.id, group);
      journal.put('group', group.id, () => group);
    },
    removeGroup: (id) => {
      groups.delete(id);
      journal.remove('group', id);
    },
    savePerson: (person) => {
      index(person);
      journal.put('person', person.id, () => person);
    },
    removePerson: (person) => {
      people.delete(person.id);
      journal.remove('person', person.id);
    },
    addMessage: (message) => {
      thread(message);
      journal.put('message', message.id, () => message);
    },
    saveMessage: (message) => journal.put('message', message.id, () => message),
    addSend: (send) => {
      count(send);
      journal.put('send', send.id, () => send);
    },
    saveTemplate: (template) => {
      keep(template);
      journal.put('template', template.id, () => template);
    },
    removeTemplate: (id) => {
      const gone = templates.get(id);
      if (gone) templateIds.delete(templateKey(gone.wabaId, gone.name, gone.language));
      templates.delete(id);
      journal.remove('template', id);
    },
    saveMedia: (file) => {
      media.set(file.id, file);
      journal.put('media', file.id, () => file);
    },
    removeMedia: (id) => {
      media.delete(id);
      journal.remove('media', id);
      journal.removeBytes(id);
    },
    clear: () => {
      for (const map of [
        people,
        addresses,
        messages,
        threads,
        opaqueCounts,
        templates,
        templateIds,
        media,
        blockedNames,
        groups,
        calls,
      ])
        map.clear();
      sends.length = 0;
      journal.clear();
    },
  };
};
