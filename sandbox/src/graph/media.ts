import { createHash, createHmac } from 'node:crypto';
import { uploadable } from '../media/fit.ts';
import type { MediaFile } from '../state.ts';
import type { World } from '../world.ts';
import { type GraphHandler, type GraphRequest, numberOf } from './context.ts';
import { badParameter, GraphError, noObject } from './error.ts';

const dayMs = 86_400_000;
const urlMs = 5 * 60_000;

export interface NewFile {
  bytes: Uint8Array;
  mimeType: string;
  filename?: string;
  phoneNumberId?: string;
  /** 7 for what customers sent, 30 for uploads. */
  days: 7 | 30;
}

export const keepMedia = (world: World, file: NewFile): MediaFile => {
  const media: MediaFile = {
    id: world.ids.digits(15),
    mimeType: file.mimeType,
    sha256: createHash('sha256').update(file.bytes).digest('hex'),
    size: file.bytes.byteLength,
    filename: file.filename,
    phoneNumberId: file.phoneNumberId,
    expiresAt: world.clock.now() + file.days * dayMs,
  };
  world.journal.putBytes(media.id, file.bytes);
  world.state.saveMedia(media);
  world.journal.flush();
  return media;
};

const types =
  'audio/aac, audio/mp4, audio/mpeg, audio/amr, audio/ogg, audio/opus, application/vnd.ms-powerpoint, application/msword, application/vnd.openxmlformats-officedocument.wordprocessingml.document, application/vnd.openxmlformats-officedocument.presentationml.presentation, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, application/pdf, text/plain, application/vnd.ms-excel, image/jpeg, image/png, image/webp, video/mp4, video/3gpp';

/** `POST /{number}/media`, multipart. */
export const uploadMedia: GraphHandler = async (call) => {
  const { world, request } = call;
  const number = numberOf(call);
  const form = await request.formData().catch(() => {
    throw badParameter('The request must be multipart/form-data with messaging_product and file.');
  });
  if (form.get('messaging_product') !== 'whatsapp')
    throw badParameter('The parameter messaging_product is required.');
  const file = form.get('file');
  if (!(file instanceof Blob)) throw badParameter('The parameter file is required.');
  const given = form.get('type');
  const mimeType =
    (typeof given === 'string' && given.includes('/') ? given : file.type).split(';')[0]?.trim() ?? '';
  const rule = uploadable.find(([pattern]) => pattern.test(mimeType));
  if (!rule)
    throw new GraphError(100, undefined, {
      message: `(#100) Param file must be a file with one of the following types: ${types}. Received file of type '${mimeType || 'application/octet-stream'}'.`,
    });
  if (file.size === 0) throw badParameter('The file is empty.');
  if (file.size > rule[1])
    throw badParameter(`The file of type ${mimeType} may have at most ${rule[1]} bytes.`);
  const media = keepMedia(world, {
    bytes: new Uint8Array(await file.arrayBuffer()),
    mimeType,
    filename: 'name' in file ? String(file.name) : undefined,
    phoneNumberId: number.phoneNumberId,
    days: 30,
  });
  return Response.json({ id: media.id });
};

const hashOf = (world: World, id: string, expiry: number) =>
  createHmac('sha256', world.options.appSecret).update(`${id}:${expiry}`).digest('base64url').slice(0, 22);

/** An address good for five minutes of the clock, with the token. */
export const mediaUrl = (world: World, id: string, origin = world.origin): string => {
  const expiry = Math.floor((world.clock.now() + urlMs) / 1000);
  return `${origin}/graph/media/${id}?ext=${expiry}&hash=${hashOf(world, id, expiry)}`;
};

const current = ({ world, id, method, url }: GraphRequest): MediaFile => {
  const media = world.state.media.get(id);
  const asked = url.searchParams.get('phone_number_id');
  if (!media || media.expiresAt <= world.clock.now()) throw noObject(id, method);
  if (asked && media.phoneNumberId && asked !== media.phoneNumberId) throw noObject(id, method);
  return media;
};

export const getMedia: GraphHandler = (call) => {
  const media = current(call);
  return Response.json({
    url: mediaUrl(call.world, media.id, call.url.origin),
    mime_type: media.mimeType,
    sha256: media.sha256,
    file_size: media.size,
    id: media.id,
    messaging_product: 'whatsapp',
  });
};

export const deleteMedia: GraphHandler = (call) => {
  call.world.state.removeMedia(current(call).id);
  call.world.journal.flush();
  return Response.json({ success: true });
};

/** The bytes behind {@link mediaUrl}; 404 once it has expired. */
export const downloadMedia = (world: World, id: string, url: URL): Response => {
  const media = world.state.media.get(id);
  const expiry = Number(url.searchParams.get('ext'));
  const now = world.clock.now();
  const valid = url.searchParams.get('hash') === hashOf(world, id, expiry) && expiry * 1000 > now;
  const bytes = media && valid && media.expiresAt > now ? world.journal.bytes(id) : undefined;
  if (!bytes)
    throw new GraphError(100, undefined, { http: 404, message: 'URL signature expired, or no such file' });
  return fileResponse(bytes, media as MediaFile);
};

export const fileResponse = (bytes: Uint8Array, media: MediaFile): Response =>
  new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: {
      'content-type': media.mimeType,
      'content-length': String(bytes.byteLength),
      'x-content-type-options': 'nosniff',
      'content-disposition': `attachment${media.filename ? `; filename*=UTF-8''${encodeURIComponent(media.filename)}` : ''}`,
    },
  });
