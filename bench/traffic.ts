import { createHmac, randomBytes } from 'node:crypto';

export const appSecret = '5f4dcc3b5aa765d61d8327deb882cf99';
export const phoneNumberId = '2000000000001';
export const businessId = '100000000000001';
export const webhookPath = '/webhooks/meta/main';

export type Kind = 'text' | 'known' | 'stray';

/** What follows one another, over and over: half texts, half statuses, of which half are of messages the hub knows. */
const mixed: readonly Kind[] = ['text', 'known', 'text', 'stray'];
const words = ['sent', 'delivered', 'read'];

const quoted = (field: string, value: string): string =>
  `{"object":"whatsapp_business_account","entry":[{"id":"${businessId}","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"34910000001","phone_number_id":"${phoneNumberId}"},${value}},"field":"${field}"}]}]}`;

const seconds = (): number => Math.floor(Date.now() / 1000);

/**
 * Webhooks that all differ, as Meta writes them. Texts come from so many customers in turn. A known message is
 * one written in the WhatsApp Business app, told by an echo first ({@link echoes}) and then reported as sent,
 * delivered and read.
 */
export class Traffic {
  readonly #run = randomBytes(5).toString('hex');
  readonly #customers: number;
  readonly #mix: readonly Kind[];
  #next = 0;
  #known = 0;
  #echoed = 0;

  constructor(options: { readonly customers: number; readonly mix?: readonly Kind[] }) {
    this.#customers = options.customers;
    this.#mix = options.mix ?? mixed;
  }

  next(): string {
    const n = this.#next++;
    const kind = this.#mix[n % this.#mix.length] as Kind;
    if (kind === 'text') return this.#text(n);
    if (kind === 'stray') return this.#status(`S${n}`, n, 'delivered');
    const known = this.#known++;
    return this.#status(`E${Math.floor(known / 3)}`, Math.floor(known / 3), words[known % 3] as string);
  }

  /** Webhooks that tell the messages whose statuses are among the next `count` webhooks. */
  echoes(count: number): string[] {
    const share = this.#mix.filter((kind) => kind === 'known').length / this.#mix.length;
    const upTo = Math.ceil((this.#known + count * share) / 3) + 1;
    const bodies: string[] = [];
    for (const perBody = 100; this.#echoed < upTo; ) {
      const items: string[] = [];
      for (; this.#echoed < upTo && items.length < perBody; this.#echoed++)
        items.push(this.#echo(this.#echoed));
      bodies.push(quoted('smb_message_echoes', `"message_echoes":[${items}]`));
    }
    return bodies;
  }

  /** Which webhook a text's event came from: the first is 0. */
  numberOf(event: string): number | undefined {
    const mark = `${this.#run}T`;
    const at = event.indexOf(mark);
    return at < 0 ? undefined : Number.parseInt(event.slice(at + mark.length, at + mark.length + 8), 36);
  }

  #customer(n: number): string {
    return `34600${String(n % this.#customers).padStart(6, '0')}`;
  }

  #id(key: string): string {
    return `wamid.HBgLMzQ2MDAxMDAwMDAVAgASGBQz${this.#run}${key}`;
  }

  #text(n: number): string {
    const from = this.#customer(n);
    const id = this.#id(`T${n.toString(36).padStart(8, '0')}`);
    return quoted(
      'messages',
      `"contacts":[{"profile":{"name":"Customer ${n % this.#customers}"},"wa_id":"${from}"}],"messages":[{"from":"${from}","id":"${id}","timestamp":"${seconds()}","type":"text","text":{"body":"Hola, mi pedido ${n} no ha llegado todav\\u00eda. \\u00bfMe ayudan?"}}]`,
    );
  }

  #status(key: string, n: number, word: string): string {
    return quoted(
      'messages',
      `"statuses":[{"id":"${this.#id(key)}","status":"${word}","timestamp":"${seconds()}","recipient_id":"${this.#customer(n)}","conversation":{"id":"c${key}","origin":{"type":"service"}},"pricing":{"billable":true,"pricing_model":"PMP","type":"regular","category":"service"}}]`,
    );
  }

  #echo(n: number): string {
    return `{"from":"34910000001","to":"${this.#customer(n)}","id":"${this.#id(`E${n}`)}","timestamp":"${seconds()}","type":"text","text":{"body":"Su pedido ${n} sale hoy."}}`;
  }
}

/** A whole HTTP request, signed. */
export const requestOf = (port: number, body: string): Buffer => {
  const signature = createHmac('sha256', appSecret).update(body).digest('hex');
  return Buffer.from(
    `POST ${webhookPath} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nUser-Agent: facebookexternalua\r\nAccept: */*\r\nX-Hub-Signature-256: sha256=${signature}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
};
