import type { ExtensionContext } from '@centralita/core/consumer';
import type { Language } from '@centralita/core/model';
import type { Channels } from './channels.ts';
import type { Clients } from './client/clients.ts';
import type { Gate } from './client/gate.ts';
import type { Outage } from './client/outage.ts';
import type { Directory } from './directory.ts';
import type { Installations } from './installations.ts';
import type { People } from './people.ts';
import type { ReplyPolicy, SlackSettings } from './settings.ts';
import type { Words } from './words/index.ts';

export interface NamedChannel {
  readonly id: string;
  readonly name?: string;
}

/** What every part of the app shares. */
export interface Parts extends ExtensionContext {
  readonly settings: SlackSettings;
  readonly clients: Clients;
  readonly gate: Gate;
  readonly outage: Outage;
  readonly installations: Installations;
  readonly channels: Channels;
  readonly directory: Directory;
  readonly people: People;
  /** The words of a channel, by its id and name. */
  words(channel?: NamedChannel): Words;
  language(channel?: NamedChannel): Language;
  policy(channel: NamedChannel): ReplyPolicy;
}
