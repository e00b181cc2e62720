import { deserialize, serialize } from 'node:v8';
import type { Event, EventByType } from '@centralita/core/model';
import type { Message } from '../red.ts';
import { replyOf } from './content.ts';
import type { Files } from './files.ts';
import { topicOf } from './message.ts';

/** A question that went out and the message to go on with once the customer taps. */
export interface Wait {
  readonly key: string;
  readonly nodeId: string;
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly choices: readonly string[];
  /** The platform's id of the question: a tap names it. */
  readonly providerId?: string;
  /** The hub's id of the question, until its platform id is known. */
  readonly messageId?: string;
  readonly message: Message;
}

/** What waits for a tap, on disk because an answer may come after a restart. */
export interface Waits {
  /** Before the question leaves. Throws `store_unavailable` when the disk does not take it. */
  add(wait: Wait): void;
  change(key: string, change: Partial<Wait>): void;
  remove(key: string): void;
  /** Removes what nobody answered; false when somebody did a moment ago. */
  expire(key: string): boolean;
  removeAll(nodeId: string): void;
  of(nodeId: string): readonly Wait[];
  /** Whether a customer's message is the tap somebody waits for; then it is handed to that node. */
  claim(event: EventByType<'message.received'>): boolean;
  /** Learns the platform's id of a question from the events of a hub. */
  note(event: Event): void;
  /** Where answered waits go. Must end with `remove`. */
  onTap: (wait: Wait, event: EventByType<'message.received'>) => void;
}

type Stored = Omit<Wait, 'message'> & { readonly message: string };

export const createWaits = (files: Files, name: string): Waits => {
  const waits = new Map<string, Wait>();
  const answered = new Set<string>();
  for (const stored of parse(files.read(name))) {
    const message = unpack(stored.message);
    if (message) waits.set(stored.key, { ...stored, message });
  }

  const save = () => {
    const stored = [...waits.values()].map((wait): Stored => ({ ...wait, message: pack(wait.message) }));
    files.write(name, JSON.stringify(stored));
    behind = false;
  };
  let behind = false;
  /** The flow must go on; what is on disk is put right once there is space. */
  const trySave = () => {
    behind = true;
    try {
      save();
    } catch {
      // Under every node stands that the disk is full.
    }
  };
  files.watch((disk) => {
    if (disk === 'ok' && behind) trySave();
  });

  const api: Waits = {
    add: (wait) => {
      waits.set(wait.key, wait);
      try {
        save();
      } catch (error) {
        waits.delete(wait.key);
        throw error;
      }
    },
    change: (key, change) => {
      const wait = waits.get(key);
      if (!wait) return;
      waits.set(key, { ...wait, ...change });
      trySave();
    },
    remove: (key) => {
      answered.delete(key);
      if (waits.delete(key)) trySave();
    },
    expire: (key) => {
      if (answered.has(key) || !waits.delete(key)) return false;
      trySave();
      return true;
    },
    removeAll: (nodeId) => {
      for (const wait of api.of(nodeId)) waits.delete(wait.key);
      trySave();
    },
    of: (nodeId) => [...waits.values()].filter((wait) => wait.nodeId === nodeId),
    claim: (event) => {
      if (waits.size === 0) return false;
      const { content, context } = event.data.message;
      const reply = replyOf(content);
      const asked = context?.messageId;
      if (!reply || !asked) return false;
      for (const wait of waits.values()) {
        if (wait.providerId !== asked || answered.has(wait.key)) continue;
        answered.add(wait.key);
        api.onTap(wait, event);
        return true;
      }
      return false;
    },
    note: (event) => {
      if (waits.size === 0 || (event.type !== 'message.sent' && event.type !== 'message.status')) return;
      const providerId = event.data.message.providerId;
      const messageId = event.data.hub?.messageId;
      if (!providerId || !messageId) return;
      for (const wait of waits.values()) {
        if (wait.messageId === messageId && !wait.providerId) api.change(wait.key, { providerId });
      }
    },
    onTap: () => undefined,
  };
  return api;
};

const parse = (text: string | undefined): Stored[] => {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? (value as Stored[]) : [];
  } catch {
    return [];
  }
};

/** Buffers, dates and maps survive; what cannot be kept, such as an open request, is left out. */
const pack = (message: Message): string => {
  const kept: Message = {};
  for (const [name, value] of Object.entries(message)) {
    try {
      serialize(value);
      kept[name] = value;
    } catch {
      // A function, socket or request.
    }
  }
  return serialize(kept).toString('base64');
};

const unpack = (text: string): Message | undefined => {
  try {
    return deserialize(Buffer.from(text, 'base64')) as Message;
  } catch {
    return undefined;
  }
};

/** The question's message again, with the answer on it; what it had before stands in `original`. */
export const restored = (wait: Wait, event: EventByType<'message.received'>): Message => {
  const { payload, topic, centralita } = wait.message;
  const reply = replyOf(event.data.message.content);
  return {
    ...wait.message,
    topic: topic || topicOf(event) || '',
    payload: reply?.title ?? '',
    reply,
    centralita: event,
    original: { payload, topic, centralita },
  };
};
