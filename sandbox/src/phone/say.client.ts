/// <reference lib="dom" />
import { $, el, t } from './dom.client.ts';
import { call, Refused } from './http.client.ts';
import { icon } from './icons.client.ts';
import { customerPath, groupPath, onChange, reload, world } from './world.client.ts';

/** What went wrong, where it was done. */
export const complain = (error: unknown): void => {
  const [title, next] = error instanceof Refused ? [error.title, error.nextStep] : [t('error.title'), ''];
  const note = el(
    'div',
    { class: 'notice toast', role: 'alert' },
    icon('alert'),
    el('div', {}, el('strong', {}, title), next),
  );
  document.querySelector('.toast')?.remove();
  $('main').append(note);
  setTimeout(() => note.remove(), 6_000);
};

const waiting: (() => void)[] = [];
onChange(() => {
  if (world.current) for (const go of waiting.splice(0)) go();
});
/** The page is there before anybody's phone is open: what is typed meanwhile waits. */
const somebody = (): Promise<void> =>
  world.current ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));

/** Sends as the customer whose phone this is, to the chat that is open. */
export const say = async (message: Readonly<Record<string, unknown>>): Promise<void> => {
  await somebody();
  if (!world.current) return;
  const { quoting } = world;
  const quotes =
    quoting &&
    message.context === undefined &&
    !['reaction', 'edit', 'revoke'].includes(String(message.type));
  if (quotes) delete world.quoting;
  try {
    const body = quotes ? { ...message, context: { id: quoting.id } } : message;
    if (world.group === undefined) await call('POST', customerPath(world.current, '/messages'), body);
    else await call('POST', groupPath(world.group, '/messages'), { ...body, customer: world.current });
  } catch (error) {
    complain(error);
  }
  await reload().catch(() => undefined);
};

/** Sends a file of this computer, as what it is. */
export const sayFile = async (file: File): Promise<void> => {
  try {
    const form = new FormData();
    form.set('file', file);
    const response = await fetch('/sandbox/media', { method: 'POST', body: form });
    const body = (await response.json()) as { id: string };
    if (!response.ok) throw new Refused(response.status, body as unknown as Record<string, unknown>);
    const [family = ''] = file.type.split('/');
    const type = ['image', 'video', 'audio'].includes(family) ? family : 'document';
    await say({
      type,
      [type]: { id: body.id, ...(type === 'document' && { filename: file.name }) },
    });
  } catch (error) {
    complain(error);
  }
};
