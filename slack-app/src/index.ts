import type { Extension, ExtensionContext, PerformContext } from '@centralita/core/consumer';
import type { App } from '@slack/bolt';
import { createApp } from './app.ts';
import { createChannels } from './channels.ts';
import { createChecks } from './checks.ts';
import { createClients } from './client/clients.ts';
import { createGate } from './client/gate.ts';
import { createOutage } from './client/outage.ts';
import { postOnce } from './client/post.ts';
import { Refused } from './client/stop.ts';
import { wantUnshown } from './consumer/appear.ts';
import { createConsumer } from './consumer/index.ts';
import { createDirectory } from './directory.ts';
import { escapeMrkdwn } from './format/from-whatsapp.ts';
import { healthOf } from './health.ts';
import { caughtUp, wantCatchUp } from './inbox/catch-up.ts';
import type { EventBody } from './inbox/events.ts';
import { createRemember } from './inbox/remember.ts';
import { createInstallations } from './installations.ts';
import { greeting } from './listeners/channels.ts';
import { createOAuth } from './oauth.ts';
import type { NamedChannel, Parts } from './parts.ts';
import { createPeople } from './people.ts';
import { StoringReceiver } from './receiver.ts';
import { type ChannelSettings, type SlackSettings, slackDefaults } from './settings.ts';
import { createSocket, type Socket } from './socket.ts';
import { wordsOf } from './words/index.ts';

export { checkSlack } from './doctor.ts';
export type { ReplyPolicy, SlackSettings } from './settings.ts';
export { slackDefaults } from './settings.ts';

const base = '/ext/slack';
/** Slack repeats what was not acknowledged for some minutes; a shorter gap misses nothing. */
const missedMs = 15_000;

/** WhatsApp conversations as Slack threads, and the team's replies back. */
export const createSlackApp = (context: ExtensionContext, given: Partial<SlackSettings>): Extension => {
  const settings: SlackSettings = { ...slackDefaults, ...given };
  const parts = createParts(context, settings);
  const remember = createRemember(parts);
  const receiver = new StoringReceiver({
    signingSecret: settings.signingSecret,
    remember,
    now: context.realNow,
  });
  let app: App | undefined;
  /** Made when first needed: a hub without traffic from Slack does not pay for it. */
  const bolt = (): App => {
    app ??= createApp(parts, receiver);
    return app;
  };
  let socket: Socket | undefined;
  const oauth = createOAuth(parts, context.realNow);
  const checks = createChecks(parts);
  const catchUp = () => {
    wantCatchUp(parts).catch((error: unknown) =>
      context.log.error('what was missed is not asked for', { error }),
    );
  };

  const consumer = createConsumer(parts, {
    event: async (_: Parts, body: EventBody) => {
      const team = body.authorizations?.[0]?.team_id ?? body.team_id ?? '';
      // Removed meanwhile: nobody is left to answer for it.
      if (!(await parts.installations.find(team))) return;
      await bolt().processEvent({
        body: body as unknown as Record<string, unknown>,
        ack: async () => undefined,
      });
    },
    'catch-up': caughtUp,
    greet: async (_: Parts, payload: Greet, performance: PerformContext) => {
      const post = await greeting(parts, payload.team, payload.channel);
      try {
        await postOnce(
          parts,
          { ...payload, key: `greet:${payload.event}`, post, since: payload.at },
          performance,
        );
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
    },
  });

  return {
    name: 'slack',
    consumer,
    fetch: async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === `${base}/events`) {
        bolt();
        return receiver.fetch(request);
      }
      if (pathname === `${base}/install`) return oauth?.install(request);
      if (pathname === `${base}/oauth`) return oauth?.callback(request);
      return undefined;
    },
    start: async () => {
      bolt();
      wantUnshown(parts).catch((error: unknown) =>
        context.log.error('what no channel shows is not tried again', { error }),
      );
      // Not waited for: Slack may be away, and the hub is up without it.
      parts.installations
        .all()
        .catch((error: unknown) => context.log.warn('Slack is not there yet', { error }));
      if (settings.mode === 'socket' && settings.appToken) {
        socket = createSocket({
          appToken: settings.appToken,
          fetch: context.fetch,
          log: context.log,
          deliver: receiver.deliver,
          // The first connection after a start: nobody knows for how long there was none.
          onConnected: (gapMs) => {
            if (gapMs === undefined || gapMs > missedMs) catchUp();
          },
          now: context.realNow,
          ...(settings.apiUrl ? { apiUrl: settings.apiUrl } : {}),
        });
        socket.start();
      } else catchUp();
    },
    stop: async () => {
      await socket?.stop();
    },
    health: () => healthOf(parts, socket, checks),
  };
};

interface Greet {
  readonly team: string;
  readonly channel: string;
  readonly event: string;
  readonly at: number;
}

/** The parts around a context: also for tests of one of them. */
export const createParts = (context: ExtensionContext, settings: SlackSettings): Parts => {
  const clients = createClients({
    fetch: context.fetch,
    log: context.log,
    ...(settings.apiUrl ? { apiUrl: settings.apiUrl } : {}),
  });
  const installations = createInstallations(context, clients, settings);
  const directory = createDirectory(context.hub, context.realNow);
  const own = (channel: NamedChannel | undefined): ChannelSettings | undefined =>
    channel &&
    (settings.channels[channel.id] ?? (channel.name ? settings.channels[`#${channel.name}`] : undefined));
  const channels = createChannels({
    store: context.store,
    now: context.realNow,
    clients,
    installations,
    directory,
    settings,
    onPause: (channel, reason) => {
      const words = wordsOf(settings.language);
      const reasons: Readonly<Record<string, string>> = words.channelReasons;
      const steps: Readonly<Record<string, string>> = words.channelSteps;
      const name = channel.name ? `#${channel.name}` : channel.id;
      const title = `Slack: ${name} ${reasons[reason] ?? words.channelReasons.other}`;
      const nextStep = steps[reason] ?? words.channelSteps.other;
      context.problem({ code: 'consumer_paused', title, detail: reason, nextStep });
      const at = context.realNow();
      context.store
        .write((tx) =>
          tx.effect({
            lane: 'alerts',
            kind: 'alert',
            payload: {
              key: `alert:${channel.id}:${at}`,
              text: `:warning: ${escapeMrkdwn(title)}. ${escapeMrkdwn(nextStep)}`,
              at,
            },
          }),
        )
        .catch((error: unknown) => context.log.error('an alert could not be stored', { error }));
    },
  });
  return {
    ...context,
    settings,
    clients,
    gate: createGate(context.realNow),
    outage: createOutage(context.realNow, context.retryNow),
    installations,
    channels,
    directory,
    people: createPeople({
      clients,
      installations,
      directory,
      settings,
      now: context.realNow,
      log: context.log,
    }),
    words: (channel) => wordsOf(own(channel)?.language ?? settings.language),
    language: (channel) => own(channel)?.language ?? settings.language,
    policy: (channel) => own(channel)?.replies ?? settings.replies,
  };
};
