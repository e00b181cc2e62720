import type { Bearer } from '../account/apps.ts';
import type { Connection } from '../types.ts';
import { numberById, type World } from '../world.ts';
import { noObject } from './error.ts';

/** One request to `/graph/*`, after its token was checked. */
export interface GraphRequest {
  world: World;
  request: Request;
  url: URL;
  method: string;
  /** The id the path begins with. */
  id: string;
  connection?: Connection;
  /** Whose token came along. */
  bearer: Bearer;
}

export type GraphHandler = (call: GraphRequest) => Promise<Response> | Response;

export const numberOf = ({ world, id, method }: GraphRequest) => {
  const number = numberById(world, id);
  if (!number) throw noObject(id, method);
  return number;
};
