import { CentralitaError, parseId } from '@centralita/core/model';
import { mediaHeaders } from '../../media/headers.ts';
import { readCapped } from '../body.ts';
import { json, type Route, route } from '../route.ts';
import { uploadQuery } from '../schemas.ts';
import { accountIdOf, needAccount, notFound, seesAccount } from '../visibility.ts';
import type { RouteParts } from './index.ts';

/** The largest file WhatsApp takes, a document. */
const uploadLimit = 100 * 1_048_576;

export const mediaRoutes = ({ services }: Pick<RouteParts, 'services'>): Route[] => [
  route({
    id: 'getMedia',
    method: 'get',
    path: '/v1/media/{id}',
    tag: 'Messages',
    summary: 'The file of a message',
    description:
      'What a customer sent is fetched when it arrives and kept. The type is taken from the bytes; what a browser would not only show or play comes as an attachment.',
    params: { id: 'An `ms_` id.' },
    answers: {
      200: {
        description: 'The bytes.',
        schema: 'Binary',
        example: 'Binary',
        contentType: 'application/octet-stream',
      },
    },
    problems: ['not_found', 'media_unavailable'],
    handle: async ({ caller, param }) => {
      const id = parseId('ms', param('id'));
      if (id === undefined) throw notFound('message', param('id'));
      const { channelAccountId } = await services.messages.get(id);
      if (!seesAccount(caller, channelAccountId)) throw notFound('message', id);
      const { bytes, mimeType, filename } = await services.media.get(id);
      return new Response(bytes as Uint8Array<ArrayBuffer>, { headers: mediaHeaders(mimeType, filename) });
    },
  }),
  route({
    id: 'uploadMedia',
    method: 'post',
    path: '/v1/media',
    tag: 'Messages',
    summary: 'Upload a file to be sent',
    description:
      'The body is the file itself, its type the Content-Type. Limits: images 5 MB, stickers 500 KB, audio and video 16 MB, documents 100 MB. The answer’s `id` goes into the content of a message.',
    query: uploadQuery,
    answers: { 201: { description: 'The id.', schema: 'MediaId', example: 'MediaId' } },
    problems: [
      'account_unknown',
      'content_invalid',
      'unsupported',
      'provider_rejected',
      'provider_unavailable',
    ],
    handle: async ({ request, caller, query: { channelAccountId, filename } }) => {
      needAccount(caller, channelAccountId);
      const mimeType = request.headers.get('content-type') ?? '';
      if (mimeType === '') {
        throw new CentralitaError('invalid_request', 'the type of the file is missing', {
          field: 'Content-Type',
        });
      }
      if (Number(request.headers.get('content-length') ?? 0) > uploadLimit)
        throw new CentralitaError('payload_too_large', `at most ${uploadLimit} bytes`);
      const bytes = await readCapped(request, uploadLimit);
      const uploaded = await services.media.upload(accountIdOf(channelAccountId), {
        bytes,
        mimeType,
        ...(filename ? { filename } : {}),
      });
      return json(uploaded, 201);
    },
  }),
];
