import { makeKeywords } from '@centralita/core/consent';
import { createIngest } from '../ingress/ingest.ts';
import { createIngress, type Endpoint } from '../ingress/ingress.ts';
import { createParked } from '../ingress/parked.ts';
import { type ConsentRecogniser, createRecogniser } from '../ingress/recognise.ts';
import { dueAgain } from '../services/routing/place.ts';
import type { Settings } from '../settings/index.ts';
import type { Base } from './base.ts';
import type { TeamWork } from './team.ts';

/** Words of consent as the settings have them now. */
const recogniserNow = (settings: Pick<Settings, 'consent'>): ConsentRecogniser => {
  let { keywords } = settings.consent;
  let recognise = createRecogniser(makeKeywords(keywords));
  return (...given) => {
    if (settings.consent.keywords !== keywords) {
      keywords = settings.consent.keywords;
      recognise = createRecogniser(makeKeywords(keywords));
    }
    return recognise(...given);
  };
};

/** The webhook addresses of the configured endpoints. */
export const composeIngress = (
  { settings, tables, directory, channel, log, metrics, now }: Base,
  { dueAt }: Pick<TeamWork, 'dueAt'>,
) => {
  const endpoints = new Map<string, Endpoint>();
  for (const { id, provider, appSecrets, verifyToken } of settings.endpoints) {
    const secrets = { appSecrets, ...(verifyToken ? { verifyToken } : {}) };
    endpoints.set(`${provider}/${id}`, { id, channel: channel(provider), secrets });
  }
  const ingest = createIngest({
    now,
    context: {
      tables,
      parked: createParked(),
      recognise: recogniserNow(settings),
      dueAgain: (row, at) => dueAgain({ directory, dueAt }, row, at),
      window: { reactionOpensWindow: settings.accounts.some((account) => account.reactionOpensWindow) },
    },
    onFailure: ({ id, type }, error) =>
      log.error('An event could not be applied and is kept as unknown', { event: id, type, error }),
  });
  return createIngress({
    now,
    ingest,
    endpoint: (provider, id) => endpoints.get(`${provider}/${id}`),
    onOutcome: (outcome, { endpoint, reason, duplicates, ms }) => {
      metrics.ingress(outcome);
      if (outcome === 'stored') {
        metrics.ingested(ms / 1000);
        if (duplicates) metrics.duplicates(duplicates);
      } else if (outcome !== 'handshake' || reason !== '200') {
        log.warn('A webhook request was not taken', { outcome, endpoint, reason });
      }
    },
  });
};
