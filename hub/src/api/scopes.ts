import type { Scope } from '@centralita/core/hub-client';

/** What a key needs for a route. `admin` holds every scope. */
export interface Access {
  /** Nobody is asked for a key. */
  readonly open?: true;
  /** All of these; empty or absent: any key will do. */
  readonly all?: readonly Scope[];
  /** One of these is enough. */
  readonly any?: readonly Scope[];
  /** About the hub as a whole: refused to keys that are limited to accounts. */
  readonly wholeHub?: true;
}

export const scopes = [
  'messages:send',
  'events:read',
  'subscriptions:write',
  'contacts:read',
  'contacts:write',
  'admin',
] as const satisfies readonly Scope[];

const open: Access = { open: true };
const anyKey: Access = {};
const send: Access = { all: ['messages:send'] };
const readEvents: Access = { all: ['events:read'] };
const readContacts: Access = { all: ['contacts:read'] };
const writeContacts: Access = { all: ['contacts:write'] };
const subscribe: Access = { all: ['subscriptions:write'] };
const deliver: Access = { all: ['subscriptions:write'], wholeHub: true };
const admin: Access = { all: ['admin'], wholeHub: true };

/**
 * Who may do what: every route of the hub and the scopes it needs. A route that is missing here does not
 * start. Published in docs/api.md, and every cell is tested.
 */
export const access: Readonly<Record<string, Access>> = {
  'POST /v1/messages': send,
  'GET /v1/media/{id}': readEvents,
  'POST /v1/media': send,
  'GET /v1/messages/{id}': { any: ['messages:send', 'events:read'] },

  // A conversation holds what customers wrote: reading it is reading events.
  'GET /v1/conversations': readEvents,
  'GET /v1/conversations/{id}': readEvents,
  'GET /v1/conversations/{id}/messages': readEvents,
  'POST /v1/conversations/{id}/read': send,
  'GET /v1/search': readEvents,
  'GET /v1/conversations/counts': readEvents,
  'GET /v1/cases/{caseNumber}': readEvents,
  // Working on it is what whoever may answer does.
  'POST /v1/conversations/{id}/claim': send,
  'POST /v1/conversations/{id}/assign': send,
  'POST /v1/conversations/{id}/lock': send,
  'POST /v1/conversations/{id}/tags': send,
  'POST /v1/conversations/{id}/priority': send,
  'POST /v1/conversations/{id}/snooze': send,
  'POST /v1/conversations/{id}/close': send,
  'POST /v1/conversations/{id}/reopen': send,
  'POST /v1/conversations/{id}/move': send,
  'POST /v1/conversations/{id}/route': send,
  'GET /v1/conversations/{id}/notes': readEvents,
  'POST /v1/conversations/{id}/notes': send,
  'PATCH /v1/notes/{id}': send,
  'GET /v1/routing/rules': readEvents,
  'POST /v1/routing/dry-run': { all: ['events:read'], wholeHub: true },
  'GET /v1/conversations/{id}/transcript': readEvents,
  'GET /v1/audit': { all: ['events:read'], wholeHub: true },
  'GET /v1/teams': anyKey,
  'GET /v1/users': anyKey,
  'PATCH /v1/users/{id}': send,

  'GET /v1/contacts': readContacts,
  'GET /v1/contacts/{id}': readContacts,
  'PATCH /v1/contacts/{id}': writeContacts,
  'DELETE /v1/contacts/{id}': writeContacts,
  'POST /v1/contacts/{id}/merge': writeContacts,
  'POST /v1/contacts/{id}/unmerge': writeContacts,
  'GET /v1/consents': readContacts,
  'POST /v1/consents': writeContacts,

  'GET /v1/accounts': anyKey,
  'POST /v1/accounts/{id}/resume': admin,
  'GET /v1/templates': send,

  // Whoever subscribes is sent the events.
  'PUT /v1/subscriptions/{clientKey}': { all: ['subscriptions:write', 'events:read'] },
  'GET /v1/subscriptions': subscribe,
  'GET /v1/subscriptions/{clientKey}': subscribe,
  'DELETE /v1/subscriptions/{clientKey}': subscribe,
  'POST /v1/subscriptions/{clientKey}/pause': subscribe,
  'POST /v1/subscriptions/{clientKey}/resume': subscribe,
  'GET /v1/events': readEvents,
  'GET /v1/events/stream': readEvents,
  'GET /v1/deliveries': deliver,
  'POST /v1/deliveries/{id}/redrive': deliver,
  'POST /v1/deliveries/redrive': deliver,

  'GET /v1/keys': admin,
  'POST /v1/keys': admin,
  'DELETE /v1/keys/{id}': admin,

  'GET /v1/health': { all: ['events:read'], wholeHub: true },
  'POST /v1/health/{part}/actions/{action}': admin,
  'GET /v1/figures': { all: ['events:read'], wholeHub: true },

  'GET /healthz': open,
  'GET /readyz': open,
  'GET /metrics': { wholeHub: true },
  'GET /openapi.json': open,

  // These ask for the key, or for the session, themselves.
  'POST /console/session': open,
  'GET /console/session': anyKey,
  'DELETE /console/session': open,
};
