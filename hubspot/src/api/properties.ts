import type { Caller } from './call.ts';
import { isHubSpotError } from './errors.ts';
import type { Paths } from './paths.ts';

export interface PropertyOption {
  readonly label: string;
  readonly value: string;
  readonly hidden: boolean;
  readonly displayOrder?: number;
}

export interface Property {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly fieldType: string;
  readonly groupName: string;
  readonly options?: readonly PropertyOption[];
  readonly hasUniqueValue?: boolean;
  readonly calculated?: boolean;
  readonly modificationMetadata?: {
    readonly readOnlyValue?: boolean;
    readonly archivable?: boolean;
    readonly readOnlyDefinition?: boolean;
  };
  readonly description?: string;
}

export interface PropertyApi {
  list(): Promise<readonly Property[]>;
  group(name: string): Promise<boolean>;
  createGroup(name: string, label: string): Promise<void>;
  create(properties: readonly Property[]): Promise<void>;
  setOptions(name: string, options: readonly PropertyOption[]): Promise<void>;
}

/** Properties of contacts. */
export const createProperties = (caller: Caller, paths: Paths): PropertyApi => {
  const root = paths.properties('contacts');
  return {
    list: async () => {
      const answer = await caller.call({
        method: 'GET',
        path: root,
        what: 'contact properties list',
        repeatable: true,
      });
      return (answer as { results: Property[] }).results;
    },
    group: async (name) => {
      try {
        await caller.call({
          method: 'GET',
          path: `${root}/groups/${name}`,
          what: 'contact property group',
          repeatable: true,
        });
        return true;
      } catch (error) {
        if (isHubSpotError(error, 'missing')) return false;
        throw error;
      }
    },
    createGroup: async (name, label) => {
      await ignoreConflict(
        caller.call({
          method: 'POST',
          path: `${root}/groups`,
          what: 'contact property group create',
          repeatable: true,
          body: () => ({ name, label }),
        }),
      );
    },
    create: async (properties) => {
      // One by one: what one lacks does not stand in the way of the others, and a second run finds what is there.
      for (const property of properties) {
        await ignoreConflict(
          caller.call({
            method: 'POST',
            path: root,
            what: 'contact property create',
            repeatable: true,
            body: () => property,
          }),
        );
      }
    },
    setOptions: async (name, options) => {
      await caller.call({
        method: 'PATCH',
        path: `${root}/${name}`,
        what: 'contact property update',
        repeatable: true,
        body: () => ({ options }),
      });
    },
  };
};

/** Somebody made it meanwhile. */
const ignoreConflict = async (made: Promise<unknown>): Promise<void> => {
  try {
    await made;
  } catch (error) {
    if (!isHubSpotError(error, 'conflict')) throw error;
  }
};
