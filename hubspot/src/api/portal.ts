import { type CallCounts, type Caller, createCaller } from './call.ts';
import {
  createLimiter,
  type Limiter,
  type LimiterRoom,
  type PortalLimits,
  type Priority,
} from './limiter.ts';
import { createObjects, type Objects } from './objects.ts';
import { createOwners, type Owners } from './owners.ts';
import { type ApiVersion, pathsOf } from './paths.ts';
import { createProperties, type PropertyApi } from './properties.ts';
import type { Timers } from './timers.ts';
import { createTransport } from './transport.ts';

/** Our own unique property of contacts: what records are matched by once they are linked. */
export const contactKey = 'wa_contact_key';

export interface PortalOptions {
  readonly token: string;
  readonly baseUrl?: string;
  readonly version: ApiVersion;
  readonly limits: PortalLimits;
  readonly timers: Timers;
  readonly timeoutMs?: number;
}

/** A HubSpot account as this process sees it: everything goes through one limiter. */
export interface Portal {
  readonly contacts: Objects;
  readonly communications: Objects;
  readonly tickets: Objects;
  readonly properties: PropertyApi;
  readonly owners: Owners;
  /** The same portal, behind whoever serves a conversation. */
  inBackground(): Portal;
  counts(): CallCounts;
  room(): LimiterRoom;
  underWay(): number;
}

export const createPortal = (options: PortalOptions): Portal => {
  const limiter = createLimiter(options.limits, options.timers);
  const caller = createCaller(
    createTransport({ ...options, onHeaders: limiter.note }),
    limiter,
    options.timers,
  );
  const background = build(options, caller, limiter, 'background', () => background);
  return build(options, caller, limiter, 'live', () => background);
};

const build = (
  { version, timers }: PortalOptions,
  caller: Caller,
  limiter: Limiter,
  priority: Priority,
  inBackground: () => Portal,
): Portal => {
  const paths = pathsOf(version);
  const of = (type: string, uniqueProperty?: string): Objects =>
    createObjects(caller, paths, type, { priority, ...(uniqueProperty ? { uniqueProperty } : {}) });
  return {
    contacts: of('contacts', contactKey),
    communications: of('communications'),
    tickets: of('tickets'),
    properties: createProperties(caller, paths),
    owners: createOwners(caller, paths, timers),
    inBackground,
    counts: caller.counts,
    room: limiter.room,
    underWay: caller.underWay,
  };
};
