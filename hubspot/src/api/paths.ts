/** HubSpot's API is dated; each version is supported for 18 months. */
export const apiVersions = ['2026-09', '2026-03', 'v3'] as const;
export type ApiVersion = (typeof apiVersions)[number];

export interface Paths {
  objects(type: string): string;
  properties(type: string): string;
  owners: string;
  association(from: string, fromId: string, to: string, toId: string): string;
}

const dated = (version: string): Paths => ({
  objects: (type) => `/crm/objects/${version}/${type}`,
  properties: (type) => `/crm/properties/${version}/${type}`,
  // No dated description of owners is published.
  owners: '/crm/v3/owners',
  // Associations are described for 2026-03 only.
  association: (from, fromId, to, toId) =>
    `/crm/objects/2026-03/${from}/${fromId}/associations/default/${to}/${toId}`,
});

const table: Readonly<Record<ApiVersion, Paths>> = {
  '2026-09': dated('2026-09'),
  '2026-03': dated('2026-03'),
  v3: {
    objects: (type) => `/crm/v3/objects/${type}`,
    properties: (type) => `/crm/v3/properties/${type}`,
    owners: '/crm/v3/owners',
    association: (from, fromId, to, toId) =>
      `/crm/v4/objects/${from}/${fromId}/associations/default/${to}/${toId}`,
  },
};

export const pathsOf = (version: ApiVersion): Paths => table[version];
