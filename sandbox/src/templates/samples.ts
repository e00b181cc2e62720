import type { JsonObject } from '../types.ts';

/** A template as a business would have had it approved. */
export interface Sample {
  name: string;
  language: string;
  category: string;
  parameter_format?: 'NAMED';
  components: JsonObject[];
}

const body = (text: string, ...examples: string[]): JsonObject => ({
  type: 'BODY',
  text,
  ...(examples.length > 0 && { example: { body_text: [examples] } }),
});
const quickReplies = (...texts: string[]): JsonObject => ({
  type: 'BUTTONS',
  buttons: texts.map((text) => ({ type: 'QUICK_REPLY', text })),
});
const footer = (text: string): JsonObject => ({ type: 'FOOTER', text });

/** One-time codes come back from the platform with a URL button, whatever they were made with. */
const oneTimeCode = (text: string, expiry: string, button: string): JsonObject[] => [
  { type: 'BODY', text, add_security_recommendation: true, example: { body_text: [['481516']] } },
  { type: 'FOOTER', text: expiry, code_expiration_minutes: 10 },
  {
    type: 'BUTTONS',
    buttons: [
      {
        type: 'URL',
        text: button,
        url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}',
        example: ['https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp481516'],
      },
    ],
  },
];

/** Approved from the start in every account. */
export const samples: Sample[] = [
  {
    name: 'hello_world',
    language: 'en_US',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Hello' },
      body('This is a test message from your sandbox. Nothing has left your machine.'),
      footer('Centralita sandbox'),
    ],
  },
  {
    name: 'order_shipped',
    language: 'en_US',
    category: 'UTILITY',
    components: [
      body(
        'Hello {{1}}, your order {{2}} has left our warehouse. We will tell you when it arrives.',
        'Ana',
        'A-17',
      ),
      footer('Reply here if you have a question'),
    ],
  },
  {
    name: 'aviso_envio',
    language: 'es',
    category: 'UTILITY',
    components: [
      body(
        'Hola {{1}}, tu pedido {{2}} ya ha salido de nuestro almacén. Te avisaremos cuando llegue.',
        'Ana',
        'A-17',
      ),
      footer('Responde aquí si tienes alguna duda'),
    ],
  },
  {
    name: 'appointment_reminder',
    language: 'en_US',
    category: 'UTILITY',
    components: [
      body('Your appointment is on {{1}} at {{2}}. Can you make it?', '3 May', '10:30'),
      quickReplies('Confirm', 'Change it'),
    ],
  },
  {
    name: 'recordatorio_cita',
    language: 'es',
    category: 'UTILITY',
    components: [
      body('Tu cita es el {{1}} a las {{2}}. ¿Podrás venir?', '3 de mayo', '10:30'),
      quickReplies('Confirmar', 'Cambiarla'),
    ],
  },
  {
    name: 'summer_offer',
    language: 'en_US',
    category: 'MARKETING',
    components: [
      { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4::aW1hZ2UvanBlZw=='] } },
      body('{{1}}, this week everything for the summer is 20 % off.', 'Ana'),
      footer('Tap below if you want no more offers'),
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'No more offers' },
          {
            type: 'URL',
            text: 'See the offers',
            url: 'https://shop.example.com/offers/{{1}}',
            example: ['https://shop.example.com/offers/summer'],
          },
        ],
      },
    ],
  },
  {
    name: 'oferta_verano',
    language: 'es',
    category: 'MARKETING',
    parameter_format: 'NAMED',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Llega el verano' },
      {
        type: 'BODY',
        text: '{{nombre}}, esta semana tienes un {{descuento}} de descuento en toda la temporada.',
        example: {
          body_text_named_params: [
            { param_name: 'nombre', example: 'Ana' },
            { param_name: 'descuento', example: '20 %' },
          ],
        },
      },
      quickReplies('No quiero ofertas'),
    ],
  },
  {
    name: 'login_code',
    language: 'en_US',
    category: 'AUTHENTICATION',
    components: oneTimeCode('*{{1}}* is your verification code.', 'It expires in 10 minutes.', 'Copy code'),
  },
  {
    name: 'codigo_acceso',
    language: 'es',
    category: 'AUTHENTICATION',
    components: oneTimeCode(
      '*{{1}}* es tu código de verificación.',
      'Caduca en 10 minutos.',
      'Copiar código',
    ),
  },
];
