import type { LocationContent } from '../../../../model/content.ts';
import type { JsonObject } from '../../../../model/json.ts';
import { type Draft, numberOf, objectOf, put, textOf } from '../read.ts';

/** `location: {latitude, longitude, name?, address?, url?}`, degrees. */
export const location = (item: JsonObject): LocationContent | undefined => {
  const place = objectOf(item.location);
  const latitude = numberOf(place?.latitude);
  const longitude = numberOf(place?.longitude);
  if (!place || latitude === undefined || longitude === undefined) return undefined;
  const content: Draft<LocationContent> = { kind: 'location', latitude, longitude };
  put(content, 'name', textOf(place.name));
  put(content, 'address', textOf(place.address));
  put(content, 'url', textOf(place.url));
  return content;
};
