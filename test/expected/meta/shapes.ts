/** Fixture → type and part of the data of each of its events. */
export type Expected = Record<string, readonly (readonly [type: string, data: object])[]>;

export const ana = { userId: 'ES.100000000000000001', waId: '34600111222', name: 'Ana Ruiz' };
export const content = (kind: string, more = {}) => ({
  contact: ana,
  message: { content: { kind, ...more } },
});
export const received = (kind: string, more = {}) => ['message.received', content(kind, more)] as const;
export const status = (word: string, more = {}) => ['message.status', { status: word, ...more }] as const;
export const template = (kind: string, more = {}) =>
  [
    'template.changed',
    { template: { id: '9001', name: 'cita_recordatorio', language: 'es' }, change: { kind, ...more } },
  ] as const;
export const account = (kind: string, severity: string, event?: string) =>
  ['account.changed', { change: { kind, severity, ...(event && { event }) } }] as const;
export const update = (event: string, severity = 'information') => account('account_update', severity, event);
export const problem = (code: string) => ['problem', { problem: { code } }] as const;
export const unknown = (reason: string, type?: string) =>
  ['unknown', { unknown: { reason, ...(type && { type }) } }] as const;
export const imported = (direction: string, kind: string, more = {}) =>
  ['message.imported', { message: { direction, origin: 'history', content: { kind }, ...more } }] as const;
export const call = (event: string, more = {}) => ['call.changed', { call: { event, ...more } }] as const;
export const group = (change: string) => ['group.changed', { group: { id: 'grp-001', change } }] as const;
export const consent = (state: string, platformValue: string) =>
  [
    'consent.changed',
    {
      contact: ana,
      consent: { state, platformValue, purposes: ['marketing'], actor: 'person', source: 'platform' },
    },
  ] as const;
