import type { CodeText } from '@centralita/core/model';
import type { Portal } from '../api/portal.ts';
import type { Property } from '../api/properties.ts';
import { group, ownProperties } from './properties.ts';

export interface SetupProblem {
  readonly property: string;
  readonly wrong: CodeText;
  readonly fix: CodeText;
}

/** What setting up would do, or did. */
export interface SetupPlan {
  readonly group: 'there' | 'missing';
  readonly create: readonly Property[];
  /** Options an enumeration of ours lacks. */
  readonly extend: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly there: readonly string[];
  /** What stands in the way: nothing is written while there is any. */
  readonly problems: readonly SetupProblem[];
}

/** What a mapped field needs of the portal's property. */
export interface NeededProperty {
  readonly name: string;
  readonly writes: boolean;
}

export const planSetup = async (
  portal: Portal,
  needed: readonly NeededProperty[] = [],
): Promise<SetupPlan> => {
  const [list, hasGroup] = await Promise.all([portal.properties.list(), portal.properties.group(group.name)]);
  const present = new Map(list.map((property) => [property.name, property]));
  const there = ownProperties.filter(({ name }) => present.has(name));
  return {
    group: hasGroup ? 'there' : 'missing',
    create: ownProperties.filter(({ name }) => !present.has(name)),
    extend: there.flatMap((own) => lackingOptions(own, present.get(own.name) as Property)),
    there: there.map(({ name }) => name),
    problems: [
      ...there.flatMap((own) => conflicts(own, present.get(own.name) as Property)),
      ...neededProblems(needed, present),
    ],
  };
};

/** Makes what is missing; returns what it did. Doing it again does nothing. */
export const applySetup = async (portal: Portal, plan: SetupPlan): Promise<void> => {
  if (plan.problems.length > 0) throw new RangeError('a plan with problems is not carried out');
  if (plan.group === 'missing') await portal.properties.createGroup(group.name, group.label);
  await portal.properties.create(plan.create);
  if (plan.extend.length === 0) return;
  const present = new Map((await portal.properties.list()).map((property) => [property.name, property]));
  for (const { name, values } of plan.extend) {
    const own = ownProperties.find((property) => property.name === name);
    const added = (own?.options ?? []).filter(({ value }) => values.includes(value));
    await portal.properties.setOptions(name, [...(present.get(name)?.options ?? []), ...added]);
  }
};

const lackingOptions = (own: Property, found: Property): SetupPlan['extend'] => {
  const known = new Set((found.options ?? []).map(({ value }) => value));
  const values = (own.options ?? []).map(({ value }) => value).filter((value) => !known.has(value));
  return own.type === found.type && values.length > 0 ? [{ name: own.name, values }] : [];
};

const conflicts = (own: Property, found: Property): SetupProblem[] => {
  const problems: SetupProblem[] = [];
  if (found.type !== own.type) {
    problems.push({
      property: own.name,
      wrong: {
        en: `is of type ${found.type}, and ${own.type} is needed`,
        es: `es de tipo ${found.type} y hace falta ${own.type}`,
      },
      fix: {
        en: 'Delete or rename that property in HubSpot, then run setup again.',
        es: 'Elimine o renombre esa propiedad en HubSpot y ejecute setup de nuevo.',
      },
    });
  }
  if (own.hasUniqueValue && !found.hasUniqueValue) {
    problems.push({
      property: own.name,
      wrong: {
        en: 'does not demand unique values, and HubSpot cannot change that',
        es: 'no exige valores únicos y HubSpot no puede cambiarlo',
      },
      fix: {
        en: 'Delete that property in HubSpot, then run setup again.',
        es: 'Elimine esa propiedad en HubSpot y ejecute setup de nuevo.',
      },
    });
  }
  return problems;
};

const neededProblems = (
  needed: readonly NeededProperty[],
  present: ReadonlyMap<string, Property>,
): SetupProblem[] => {
  const own = new Set(ownProperties.map(({ name }) => name));
  return needed.flatMap(({ name, writes }): SetupProblem[] => {
    const property = present.get(name);
    if (!property) {
      if (own.has(name)) return [];
      return [
        {
          property: name,
          wrong: { en: 'is not in HubSpot', es: 'no está en HubSpot' },
          fix: {
            en: 'Create it there, or take it out of hubspot.fields.',
            es: 'Créela allí o quítela de hubspot.fields.',
          },
        },
      ];
    }
    const fixed = property.calculated || property.modificationMetadata?.readOnlyValue;
    if (!writes || !fixed) return [];
    return [
      {
        property: name,
        wrong: { en: 'is calculated or read only', es: 'es calculada o de solo lectura' },
        fix: {
          en: 'Map it with direction: from_hubspot.',
          es: 'Asígnela con direction: from_hubspot.',
        },
      },
    ];
  });
};
