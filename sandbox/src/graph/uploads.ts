import type { World } from '../world.ts';
import type { GraphHandler } from './context.ts';
import { badParameter, GraphError, noObject } from './error.ts';

interface Upload {
  length: number;
  type: string;
  name?: string;
  bytes: Buffer[];
}

/** Uploads that are not complete; nobody misses them after a restart. */
const underWay = new WeakMap<World, Map<string, Upload>>();
const uploadsOf = (world: World): Map<string, Upload> => {
  const known = underWay.get(world) ?? new Map<string, Upload>();
  underWay.set(world, known);
  return known;
};

const most = 100 * 1024 * 1024;
const types = /^(application\/pdf|image\/(jpeg|jpg|png)|video\/mp4|video\/3gpp)$/;

/** `POST /{app}/uploads?file_length=&file_type=&file_name=`: begins the upload of an example for a template or of a picture. */
export const beginUpload: GraphHandler = ({ world, url }) => {
  const length = Number(url.searchParams.get('file_length'));
  const type = url.searchParams.get('file_type') ?? '';
  if (!Number.isInteger(length) || length < 1 || length > most)
    throw badParameter(`Param file_length must be from 1 to ${most}.`);
  if (!types.test(type)) throw badParameter(`Param file_type is not supported: "${type}".`);
  const id = `upload:${Buffer.from(world.ids.hex(40), 'hex').toString('base64url')}`;
  uploadsOf(world).set(id, {
    length,
    type,
    name: url.searchParams.get('file_name') ?? undefined,
    bytes: [],
  });
  return Response.json({ id: `${id}?sig=ARZ${world.ids.hex(10)}` });
};

const sizeOf = ({ bytes }: Upload) => bytes.reduce((sum, part) => sum + part.byteLength, 0);

/** `POST /upload:…` with the bytes from `file_offset` on; `GET` tells how far it is. */
export const continueUpload = async (world: World, id: string, request: Request): Promise<Response> => {
  const upload = uploadsOf(world).get(id);
  if (!upload) throw noObject(id, request.method);
  if (request.method === 'GET') return Response.json({ id, file_offset: sizeOf(upload) });
  if (request.method !== 'POST') throw noObject(id, request.method);
  const offset = Number(request.headers.get('file_offset') ?? 0);
  if (offset !== sizeOf(upload))
    throw new GraphError(100, `The upload is at ${sizeOf(upload)} bytes, not at ${offset}.`);
  const part = Buffer.from(await request.arrayBuffer());
  if (sizeOf(upload) + part.byteLength > upload.length)
    throw new GraphError(100, `The file was said to have ${upload.length} bytes.`);
  upload.bytes.push(part);
  if (sizeOf(upload) < upload.length) return Response.json({ id, file_offset: sizeOf(upload) });
  uploadsOf(world).delete(id);
  const type = Buffer.from(upload.type).toString('base64');
  return Response.json({
    h: `4:${Buffer.from(upload.name ?? 'file').toString('base64')}:${type}:ARa${world.ids.hex(40)}`,
  });
};
