import { randomUUID } from 'node:crypto';
import type { Definition, Done, Message, Red, RedNode, Send } from '../../red.ts';
import { enter, fail, sourceOf, statusOf } from '../../shared/bind.ts';
import { createClockwork } from '../../shared/clockwork.ts';
import { failureOf } from '../../shared/failure.ts';
import { eventOn, topicOf } from '../../shared/message.ts';
import type { SendCommand, Sent, Source } from '../../shared/source.ts';
import { evaluate, textFrom } from '../../shared/values.ts';
import type { Wait } from '../../shared/waits.ts';
import { type Draft, draftOf } from './content.ts';
import { type SendProperties, timeoutMs } from './fields.ts';

/** Sends a message and goes on with what came of it; with `wait` goes on once the customer taps. */
export const registerSend = (red: Red): void => {
  red.nodes.registerType('centralita-send', function (this: RedNode, config: Definition<SendProperties>) {
    const { runtime, until, onClose } = enter(red, this, config);
    const node = this;
    let source: Source;
    try {
      source = sourceOf(red, config);
    } catch (error) {
      const failure = fail(runtime, node, error);
      node.on('input', (_message: Message, _send: Send, done: Done) => done(failure));
      return;
    }

    const { journal, waits } = source;
    const rest = () => {
      const waiting = waits.of(node.id).length;
      if (waiting === 0) return false;
      const text = runtime.text('status.waiting', { count: waiting });
      node.status({ fill: 'grey', shape: 'dot', text });
      return true;
    };
    until(source.watch((state) => (state.kind === 'ready' && rest()) || node.status(statusOf(state))));
    // Needed to know the platform's id of a question; taps themselves are claimed before anybody hears of them.
    if (config.wait) {
      until(
        source.subscribe({ id: node.id, types: ['message.received', 'message.sent'], take: () => undefined }),
      );
      const clock = createClockwork(() => {
        for (const wait of waits.of(node.id).filter((each) => each.until <= Date.now())) {
          if (!waits.expire(wait.key)) continue;
          node.send([null, wait.message]);
        }
        rest() || node.status(statusOf({ kind: 'ready' }));
        return waits.of(node.id).map((wait) => wait.until);
      });
      until(clock.end);
      // Only once all nodes are there: the time may have run out while nothing was deployed.
      until(runtime.gate.onStarted(clock.look));
      node.on('centralita:waiting', clock.look);
    }
    onClose((removed) => {
      if (!removed) return;
      source.cancel(node.id);
      waits.removeAll(node.id);
    });

    node.on('input', (message: Message, send: Send, done: Done) => {
      void handle(message, send, done).catch(runtime.onFault);
    });

    async function handle(message: Message, send: Send, done: Done): Promise<void> {
      let key = '';
      let outcome: { readonly sent: Sent } | { readonly error: unknown };
      try {
        key = (await keyOf(message)) ?? randomUUID();
        outcome = { sent: await sendOnce(message, key) };
      } catch (error) {
        outcome = { error };
      }
      const failure = 'error' in outcome ? failureOf(outcome.error, runtime.language) : undefined;
      // Nobody knows, or the hub may have it: the same key makes a second try safe.
      if (failure?.cause.outcome === 'unknown') message.idempotencyKey = key;
      // A deploy may have put another instance in the place of this one meanwhile.
      const tell = (alive: RedNode): void | Promise<void> => {
        if ('sent' in outcome)
          return succeed(alive, message, outcome.sent, key, alive === node ? { send, done } : undefined);
        fail(runtime, alive, failure);
        if (alive === node) done(failure);
        else alive.error(failure as Error, message);
        journal.settle(key, { told: true });
      };
      runtime.live.handBack(node.id, tell, () => untold(key));
    }

    function untold(key: string): void {
      runtime.warn(runtime.text('log.untold', { key, node: node.name || node.id }));
    }

    async function succeed(
      alive: RedNode,
      message: Message,
      sent: Sent,
      key: string,
      own?: { readonly send: Send; readonly done: Done },
    ): Promise<void> {
      const told = () => {
        journal.settle(key, { told: true });
        own?.done();
      };
      if (config.wait) {
        waits.change(key, {
          messageId: sent.id,
          ...(sent.providerId ? { providerId: sent.providerId } : {}),
        });
        rest();
        alive.emit('centralita:waiting');
        return told();
      }
      alive.status({ fill: 'green', shape: 'dot', text: `centralita.status.${stateWord(sent.state)}` });
      delete message.idempotencyKey;
      message.topic ??= sent.to;
      message.centralita = { sent };
      const taken = await runtime.handOver(alive, message, (each) =>
        own ? own.send(each) : alive.send(each),
      );
      if (taken) return told();
      const again = (next: RedNode) => succeed(next, message, sent, key);
      runtime.live.handBack(node.id, again, () => untold(key));
    }

    async function sendOnce(message: Message, key: string): Promise<Sent> {
      const command = await commandOf(message);
      if (config.wait) waits.add(waitOf(command, message, key));
      node.status({ fill: 'blue', shape: 'dot', text: 'centralita.status.sending' });
      const onWaiting = (queued: number) =>
        node.status({
          fill: 'yellow',
          shape: 'ring',
          text: runtime.text('status.queued', { count: queued }),
        });
      try {
        return await source.send(command, { key, nodeId: node.id, onWaiting });
      } catch (error) {
        const { cause } = failureOf(error);
        // It may have arrived: an answer to it still counts.
        if (cause.outcome !== 'unknown') waits.remove(key);
        throw error;
      }
    }

    async function commandOf(message: Message): Promise<SendCommand> {
      const value = (name: string, given: string | undefined, type: string | undefined) =>
        evaluate(red, node, message, { value: given, type }, name);
      const event = eventOn(message);
      const to = textFrom(await value('to', config.to || 'topic', config.to ? config.toType : 'msg'), 'to');
      const { kind = 'auto' } = config;
      const parameters = kind === 'template' ? (config.parameters ?? []) : [];
      const draft = draftOf(config, {
        payload: message.payload,
        text: writes.has(kind) ? await value('text', config.text, config.textType) : undefined,
        file: kind === 'file' ? await value('file', config.file, config.fileType) : undefined,
        parameters: await Promise.all(
          parameters.map(async (each, index) => ({
            name: each.name,
            value: await value(`parameters[${index}]`, each.value, each.type),
          })),
        ),
      });
      const answersTo = event?.type === 'message.received' && topicOf(event) === to ? event : undefined;
      return {
        to: to ?? '',
        content: await contentOf(draft),
        ...(config.quote && answersTo ? { replyTo: answersTo.data.message.providerId } : {}),
        ...(config.purpose ? { purpose: config.purpose } : {}),
        ...(config.sendFrom?.trim() ? { channelAccountId: config.sendFrom.trim() } : {}),
        ...(event ? { event } : {}),
      };
    }

    async function contentOf(draft: Draft) {
      if ('content' in draft) return draft.content;
      node.status({ fill: 'blue', shape: 'dot', text: 'centralita.status.uploading' });
      const { id } = await source.upload(draft.upload, config.sendFrom?.trim() || undefined);
      return draft.withId(id);
    }

    async function keyOf(message: Message): Promise<string | undefined> {
      const given = config.key
        ? await evaluate(red, node, message, { value: config.key, type: config.keyType }, 'key')
        : message.idempotencyKey;
      return textFrom(given, 'key');
    }

    function waitOf(command: SendCommand, message: Message, key: string): Wait {
      const { content } = command;
      const choices =
        content.kind === 'buttons'
          ? content.buttons.map(({ id }) => id)
          : content.kind === 'list'
            ? content.sections.flatMap(({ rows }) => rows.map(({ id }) => id))
            : [];
      return { key, nodeId: node.id, until: Date.now() + timeoutMs(config), choices, message };
    }
  });
};

const writes: ReadonlySet<string> = new Set(['text', 'choices', 'file']);

const stateWord = (state: string): string =>
  state === 'queued' || state === 'sending' ? 'handedOver' : 'sent';
