import type { HubClient, StoredMedia } from '@centralita/core/hub-client';
import type { Event, EventType, OutboundContent, Purpose } from '@centralita/core/model';
import type { Journal } from './journal.ts';
import type { Waits } from './waits.ts';

/** A trigger, or whatever else wants events. */
export interface Listener {
  /** The node's id. */
  readonly id: string;
  readonly types: readonly EventType[];
  /**
   * `claimed`: a send node waited for exactly this tap. Waited for before anybody hears "received"; false when a
   * deploy came in between, and the event has to be given again.
   */
  take(event: Event, about: { readonly claimed: boolean }): undefined | Promise<boolean | undefined>;
}

/** How it stands between us and the other side, for the status under the nodes. */
export interface SourceState {
  readonly kind: 'ready' | 'connecting' | 'away' | 'refused' | 'misconfigured' | 'full';
  /** A few words, in the language of the runtime. */
  readonly text?: string;
}

/** One message to one person, as every front end of Centralita takes it. */
export interface SendCommand {
  readonly to: string;
  readonly content: OutboundContent;
  readonly replyTo?: string;
  readonly purpose?: Purpose;
  readonly conversationId?: string;
  readonly channelAccountId?: string;
  readonly expiresAt?: number;
  /** The event the message answers to, where there is one. */
  readonly event?: Event;
}

/** What a message says of a send: the same with a hub and without. */
export interface Sent {
  /** `ms_…`, as statuses on a hub name it. */
  readonly id: string;
  readonly to: string;
  /** `accepted` says that the platform took it, not that it arrived; with a hub `queued` and later states too. */
  readonly state: string;
  /** The platform's own id, which statuses and quoted answers name. */
  readonly providerId?: string;
}

/** Sends once. Rejects with a `NodeFailure`. */
export type SendOnce = (
  command: SendCommand,
  options: {
    readonly key: string;
    readonly nodeId: string;
    /** Told while it waits for its turn. */
    readonly onWaiting?: (queued: number) => void;
  },
) => Promise<Sent>;

/** What the nodes of a flow know of their account or hub. */
export interface Source {
  readonly id: string;
  readonly mode: 'direct' | 'hub';
  /** The undo is returned. */
  subscribe(listener: Listener): () => void;
  /** Called at once and whenever it changes. The undo is returned. */
  watch(on: (state: SourceState) => void): () => void;
  readonly send: SendOnce;
  /** The file of a message. Rejects with what is wrong. */
  media(event: Event): Promise<StoredMedia>;
  upload(
    file: { readonly bytes: Uint8Array; readonly mimeType: string; readonly filename?: string },
    account?: string,
  ): Promise<{ readonly id: string }>;
  readonly journal: Journal;
  readonly waits: Waits;
  /** Only with a hub. */
  readonly client?: HubClient;
  /** Sends of this node that have not begun are not made: it was deleted or disabled. */
  cancel(nodeId: string): void;
}
