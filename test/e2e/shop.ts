import type { ConversationView } from '@centralita/core/hub-client';
import type { OutboundContent } from '@centralita/core/model';
import type { Demo } from './demo.ts';

type Say = Readonly<Record<string, unknown>>;

/** A shop's morning: people who ask, answers, taps, and somebody whose window has closed. */
export const seedShop = async ({ ask }: Pick<Demo, 'ask'>): Promise<{ readonly main: string }> => {
  const person = (id: string, name: string, more: Say = {}) =>
    ask('PUT', `/sandbox/customers/${id}`, { name, ...more });
  const says = async (id: string, text: string | Say) =>
    (
      await ask<{ id: string }>(
        'POST',
        `/sandbox/customers/${id}/messages`,
        typeof text === 'string' ? { type: 'text', text: { body: text } } : text,
      )
    ).id;
  const conversationOf = async (name: string): Promise<string> => {
    const { items } = await ask<{ items: ConversationView[] }>('GET', '/v1/conversations?limit=200');
    const found = items.find(({ contact }) => contact.name === name);
    if (!found) throw new Error(`no conversation with ${name}`);
    return found.id;
  };
  const answers = async (id: string, name: string, content: OutboundContent | string, replyTo?: string) => {
    const conversationId = await conversationOf(name);
    const ofBusiness = async () => {
      const { messages } = await ask<{ messages: { id: string; from: string; ticks: unknown }[] }>(
        'GET',
        `/sandbox/customers/${id}/messages`,
      );
      return messages.filter(({ from }) => from === 'business');
    };
    const before = (await ofBusiness()).length;
    await ask('POST', '/v1/messages', {
      conversationId,
      content: typeof content === 'string' ? { kind: 'text', text: content } : content,
      ...(replyTo ? { replyTo } : {}),
    });
    for (let tries = 0; tries < 100; tries += 1) {
      const all = await ofBusiness();
      const last = all.at(-1);
      if (all.length > before && last && (last.ticks === 2 || last.ticks === 'read')) return last.id;
      await new Promise((done) => setTimeout(done, 30));
    }
    throw new Error('the answer did not arrive');
  };
  const read = (id: string) => ask('POST', `/sandbox/customers/${id}/read`, {});
  const later = (by: string) => ask('POST', '/sandbox/clock', { advance: by });

  // Two days on, at ten past eight in the morning of Madrid: the seeded day then ends before ten.
  const { now } = await ask<{ now: string }>('GET', '/sandbox/clock');
  const begin = new Date(now);
  begin.setUTCDate(begin.getUTCDate() + 1);
  begin.setUTCHours(7, 10, 0, 0);
  await ask('POST', '/sandbox/clock', { advance: begin.getTime() - Date.parse(now) });

  const [lucia, james, noor, marta] = ['34600111222', '447700900123', '212600333444', '34600555666'];
  await person(marta, 'Marta Sanchís');
  await says(marta, '¿Tenéis la lámpara Nube en latón?');
  await answers(marta, 'Marta Sanchís', 'Sí, nos quedan dos. ¿Se la guardamos?');
  await read(marta);

  await later('20h');
  await person(noor, 'Noor El Amrani');
  await says(noor, 'مرحبا، هل توصلون إلى الدار البيضاء؟');
  await later('3h');
  await person(james, 'James Miller');
  await says(james, 'Hi! The tracking page says delivered, but nothing has arrived yet.');
  await later('95m');

  await person(lucia, 'Lucía Ortega');
  await says(lucia, '¡Buenos días!');
  const question = await says(lucia, '¿Dónde está mi pedido A-1042? Era un regalo para el sábado.');
  await answers(
    lucia,
    'Lucía Ortega',
    '¡Buenos días, Lucía! Salió ayer de Zaragoza y llega mañana por la mañana.',
    question,
  );
  await read(lucia);
  await later('4m');
  await answers(lucia, 'Lucía Ortega', {
    kind: 'buttons',
    body: '¿A qué hora le va mejor que pase el repartidor?',
    buttons: [
      { id: 'morning', title: 'Entre 9 y 12' },
      { id: 'afternoon', title: 'Entre 16 y 20' },
    ],
  });
  await read(lucia);
  const phone = await ask<{ messages: { id: string; type: string }[] }>(
    'GET',
    `/sandbox/customers/${lucia}/messages`,
  );
  const buttons = phone.messages.findLast(({ type }) => type === 'interactive')?.id;
  await says(lucia, {
    type: 'interactive',
    interactive: { type: 'button_reply', button_reply: { id: 'morning', title: 'Entre 9 y 12' } },
    context: { id: buttons },
  });
  await says(lucia, {
    type: 'location',
    location: {
      latitude: 39.46991,
      longitude: -0.37629,
      name: 'Portería',
      address: 'Calle de la Paz 14, Valencia',
    },
  });
  const thanks = await answers(
    lucia,
    'Lucía Ortega',
    'Apuntado: mañana entre 9 y 12, en la portería. ¡Que le guste mucho!',
  );
  await read(lucia);
  await says(lucia, { type: 'reaction', reaction: { message_id: thanks, emoji: '❤️' } });

  await says(lucia, '¡Perfecto, muchas gracias!');
  const { items } = await ask<{ items: { id: string; name?: string }[] }>('GET', '/v1/contacts?limit=50');
  await ask('POST', '/v1/consents', {
    contactId: items.find(({ name }) => name === 'Lucía Ortega')?.id,
    state: 'granted',
    purposes: ['utility', 'marketing'],
    source: 'form',
    wording: 'Quiero recibir avisos y ofertas por WhatsApp',
  });

  await later('2m');
  await ask('PUT', '/sandbox/customers/ES.100000000000000001', { name: 'Iris Lee', username: 'iris.lee' });
  await says('ES.100000000000000001', 'Do you gift-wrap? It is for Saturday.');
  return { main: await conversationOf('Lucía Ortega') };
};
