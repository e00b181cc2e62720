/**
 * Every code Centralita itself answers with: in problem details, refused messages, dead letters and node
 * errors. Stable: callers branch on them. The words are what a person reads; `{detail}` parts are added by
 * whoever raises the code.
 */
export interface CodeText {
  readonly en: string;
  readonly es: string;
}

interface CodeEntry {
  /** HTTP status when it answers a request. */
  readonly status: number;
  readonly title: CodeText;
  readonly nextStep: CodeText;
}

export const codes = {
  invalid_request: {
    status: 400,
    title: { en: 'The request is not valid', es: 'La petición no es válida' },
    nextStep: { en: 'Correct the field named in the detail.', es: 'Corrija el campo que nombra el detalle.' },
  },
  not_json: {
    status: 415,
    title: { en: 'The body is not JSON', es: 'El cuerpo no es JSON' },
    nextStep: {
      en: 'Send a JSON body with Content-Type: application/json.',
      es: 'Envíe un cuerpo JSON con Content-Type: application/json.',
    },
  },
  unauthenticated: {
    status: 401,
    title: { en: 'No valid key', es: 'Falta una clave válida' },
    nextStep: {
      en: 'Send Authorization: Bearer followed by a key of this hub.',
      es: 'Envíe Authorization: Bearer seguido de una clave de este hub.',
    },
  },
  signature_invalid: {
    status: 401,
    title: { en: 'The signature does not fit the body', es: 'La firma no corresponde al cuerpo' },
    nextStep: {
      en: 'Set the app secret of this endpoint to the one shown in the provider’s app settings.',
      es: 'Configure el secreto de la aplicación que muestra el panel del proveedor.',
    },
  },
  forbidden: {
    status: 403,
    title: { en: 'The key does not allow this', es: 'La clave no permite esto' },
    nextStep: {
      en: 'Use a key with the scope named in the detail.',
      es: 'Use una clave con el permiso que nombra el detalle.',
    },
  },
  foreign_origin: {
    status: 403,
    title: {
      en: 'Requests from other web pages are refused',
      es: 'Se rechazan peticiones de otras páginas web',
    },
    nextStep: {
      en: 'Call the API from a server, or open the console of this hub.',
      es: 'Llame a la API desde un servidor o abra la consola de este hub.',
    },
  },
  not_found: {
    status: 404,
    title: { en: 'Not found', es: 'No encontrado' },
    nextStep: { en: 'Check the id and the path.', es: 'Revise el identificador y la ruta.' },
  },
  method_not_allowed: {
    status: 405,
    title: { en: 'This method is not offered here', es: 'Este método no se ofrece aquí' },
    nextStep: { en: 'See /openapi.json for what is.', es: 'Consulte /openapi.json para ver lo que hay.' },
  },
  conflict: {
    status: 409,
    title: { en: 'The request is in conflict with another', es: 'La petición entra en conflicto con otra' },
    nextStep: { en: 'Read the current state, then try again.', es: 'Lea el estado actual y repita.' },
  },
  idempotency_in_progress: {
    status: 409,
    title: {
      en: 'The first request with this key is still running',
      es: 'La primera petición con esta clave sigue en curso',
    },
    nextStep: {
      en: 'Wait a moment and repeat the same request.',
      es: 'Espere un momento y repita la misma petición.',
    },
  },
  idempotency_mismatch: {
    status: 422,
    title: {
      en: 'This Idempotency-Key was used with another body',
      es: 'Esta Idempotency-Key se usó con otro cuerpo',
    },
    nextStep: { en: 'Use a new key for a new message.', es: 'Use una clave nueva para un mensaje nuevo.' },
  },
  cursor_expired: {
    status: 410,
    title: {
      en: 'The cursor is older than the event log keeps',
      es: 'El cursor es más antiguo que el registro de eventos',
    },
    nextStep: {
      en: 'Read conversations once for the current state, then start from the cursor in the detail.',
      es: 'Lea las conversaciones una vez y siga desde el cursor que indica el detalle.',
    },
  },
  payload_too_large: {
    status: 413,
    title: { en: 'The body is too large', es: 'El cuerpo es demasiado grande' },
    nextStep: {
      en: 'Send at most the bytes named in the detail.',
      es: 'Envíe como máximo los bytes que nombra el detalle.',
    },
  },
  too_many_requests: {
    status: 429,
    title: { en: 'Too many requests', es: 'Demasiadas peticiones' },
    nextStep: { en: 'Wait as long as Retry-After says.', es: 'Espere lo que dice Retry-After.' },
  },
  store_unavailable: {
    status: 503,
    title: { en: 'The store cannot take it now', es: 'El almacén no puede aceptarlo ahora' },
    nextStep: {
      en: 'Check disk space and the hub’s log; the sender will try again.',
      es: 'Revise el espacio en disco y el registro del hub; el remitente lo repetirá.',
    },
  },
  internal: {
    status: 500,
    title: { en: 'Something went wrong inside the hub', es: 'Algo falló dentro del hub' },
    nextStep: {
      en: 'Look up the request id in the hub’s log.',
      es: 'Busque el id de la petición en el registro del hub.',
    },
  },

  content_invalid: {
    status: 422,
    title: {
      en: 'The message breaks a limit of the platform',
      es: 'El mensaje supera un límite de la plataforma',
    },
    nextStep: { en: 'Change the field named in the detail.', es: 'Cambie el campo que nombra el detalle.' },
  },
  unsupported: {
    status: 422,
    title: { en: 'The channel cannot do this', es: 'El canal no puede hacer esto' },
    nextStep: { en: 'Choose another kind of message.', es: 'Elija otro tipo de mensaje.' },
  },
  account_unknown: {
    status: 422,
    title: { en: 'No such channel account', es: 'No existe esa cuenta de canal' },
    nextStep: {
      en: 'Name an account from GET /v1/accounts, or add it to the configuration.',
      es: 'Nombre una cuenta de GET /v1/accounts o añádala a la configuración.',
    },
  },
  recipient_unknown: {
    status: 422,
    title: { en: 'Nobody to send to', es: 'No hay destinatario' },
    nextStep: {
      en: 'Give conversationId, or to and channelAccountId.',
      es: 'Indique conversationId, o to y channelAccountId.',
    },
  },
  window_closed: {
    status: 422,
    title: { en: 'The 24-hour window is closed', es: 'La ventana de 24 horas está cerrada' },
    nextStep: {
      en: 'Send an approved template, or wait until the customer writes.',
      es: 'Envíe una plantilla aprobada o espere a que el cliente escriba.',
    },
  },
  consent_withdrawn: {
    status: 422,
    title: { en: 'This person withdrew consent', es: 'Esta persona retiró su consentimiento' },
    nextStep: {
      en: 'Do not write. Only the person can allow it again, for instance by writing START.',
      es: 'No escriba. Solo la persona puede permitirlo de nuevo, por ejemplo escribiendo ALTA.',
    },
  },
  consent_missing: {
    status: 422,
    title: { en: 'No consent is recorded for this purpose', es: 'No consta consentimiento para este fin' },
    nextStep: {
      en: 'Record the person’s opt-in with its source and proof, or wait until they write.',
      es: 'Registre el consentimiento con su origen y prueba, o espere a que la persona escriba.',
    },
  },
  consent_pending: {
    status: 422,
    title: { en: 'The consent waits for confirmation', es: 'El consentimiento está pendiente de confirmar' },
    nextStep: { en: 'Wait for the person to confirm.', es: 'Espere a que la persona confirme.' },
  },
  region_blocked: {
    status: 422,
    title: { en: 'Messages to this region are blocked', es: 'Los mensajes a esta región están bloqueados' },
    nextStep: {
      en: 'See the region list in the configuration; it can be edited where the law allows.',
      es: 'Consulte la lista de regiones en la configuración; puede editarse donde la ley lo permita.',
    },
  },
  contact_erased: {
    status: 422,
    title: { en: 'This contact was erased', es: 'Este contacto fue borrado' },
    nextStep: { en: 'Do not write to this person again.', es: 'No vuelva a escribir a esta persona.' },
  },
  identity_changed: {
    status: 422,
    title: { en: 'The customer’s identity changed', es: 'La identidad del cliente cambió' },
    nextStep: {
      en: 'Verify the person, then confirm the change.',
      es: 'Verifique a la persona y confirme el cambio.',
    },
  },
  send_expired: {
    status: 422,
    title: { en: 'The message waited too long', es: 'El mensaje esperó demasiado' },
    nextStep: { en: 'Send it again if it is still of use.', es: 'Envíelo de nuevo si aún sirve.' },
  },
  send_uncertain: {
    status: 502,
    title: { en: 'Nobody knows whether the provider took it', es: 'No se sabe si el proveedor lo aceptó' },
    nextStep: {
      en: 'Wait for a status. Ask the customer before you send it again.',
      es: 'Espere un estado. Pregunte al cliente antes de repetirlo.',
    },
  },
  provider_rejected: {
    status: 422,
    title: { en: 'The provider refused the message', es: 'El proveedor rechazó el mensaje' },
    nextStep: {
      en: 'See the provider’s code in the detail.',
      es: 'Vea el código del proveedor en el detalle.',
    },
  },
  provider_unavailable: {
    status: 503,
    title: { en: 'The provider is not answering', es: 'El proveedor no responde' },
    nextStep: {
      en: 'Nothing to do: the message waits and goes out later.',
      es: 'Nada que hacer: el mensaje espera y saldrá después.',
    },
  },
  provider_throttled: {
    status: 429,
    title: { en: 'The provider’s limit is reached', es: 'Se alcanzó el límite del proveedor' },
    nextStep: {
      en: 'Nothing to do: the message waits and goes out later.',
      es: 'Nada que hacer: el mensaje espera y saldrá después.',
    },
  },
  account_paused: {
    status: 422,
    title: { en: 'Sending from this account is paused', es: 'El envío desde esta cuenta está en pausa' },
    nextStep: {
      en: 'Mend what the last problem names, then resume the account.',
      es: 'Corrija lo que nombra el último problema y reanude la cuenta.',
    },
  },

  conversation_claimed: {
    status: 409,
    title: { en: 'Somebody else has this conversation', es: 'Otra persona atiende esta conversación' },
    nextStep: {
      en: 'Ask the person named in the detail, or take it over.',
      es: 'Hable con la persona que nombra el detalle o tome la conversación.',
    },
  },
  answered_meanwhile: {
    status: 409,
    title: { en: 'Somebody else answered meanwhile', es: 'Otra persona respondió mientras tanto' },
    nextStep: {
      en: 'Read the newer answer, then send yours again if it still fits.',
      es: 'Lea la respuesta más reciente y envíe la suya de nuevo si aún procede.',
    },
  },
  user_unknown: {
    status: 422,
    title: { en: 'No such person in the settings', es: 'No existe esa persona en los ajustes' },
    nextStep: {
      en: 'Name somebody from GET /v1/users, or add them under users in the configuration.',
      es: 'Nombre a alguien de GET /v1/users o añada a la persona en users de la configuración.',
    },
  },
  team_unknown: {
    status: 422,
    title: { en: 'No such team in the settings', es: 'No existe ese equipo en los ajustes' },
    nextStep: {
      en: 'Name a team from GET /v1/teams, or add it under teams in the configuration.',
      es: 'Nombre un equipo de GET /v1/teams o añádalo en teams de la configuración.',
    },
  },
  role_forbids: {
    status: 403,
    title: { en: 'This person’s role does not allow it', es: 'El rol de esta persona no lo permite' },
    nextStep: {
      en: 'Ask somebody with the role named in the detail, or change the role in the configuration.',
      es: 'Pídalo a alguien con el rol que nombra el detalle o cambie el rol en la configuración.',
    },
  },
  merge_refused: {
    status: 409,
    title: { en: 'These contacts cannot be merged', es: 'Estos contactos no se pueden unir' },
    nextStep: { en: 'See the reason in the detail.', es: 'Vea el motivo en el detalle.' },
  },
  media_unavailable: {
    status: 404,
    title: { en: 'The file is not here', es: 'El archivo no está disponible' },
    nextStep: {
      en: 'See the reason in the detail; ask the customer to send it again if it has expired.',
      es: 'Vea el motivo en el detalle; pida al cliente que lo envíe de nuevo si caducó.',
    },
  },
  template_unavailable: {
    status: 422,
    title: { en: 'This template cannot be sent now', es: 'Esta plantilla no puede enviarse ahora' },
    nextStep: {
      en: 'Choose an approved template; the detail names its status.',
      es: 'Elija una plantilla aprobada; el detalle indica su estado.',
    },
  },

  subscription_unproven: {
    status: 422,
    title: { en: 'The receiver did not echo the challenge', es: 'El receptor no devolvió el desafío' },
    nextStep: {
      en: 'Answer the challenge request with 200 and its challenge text, then save again.',
      es: 'Responda 200 con el texto del desafío y guarde de nuevo.',
    },
  },
  url_refused: {
    status: 422,
    title: { en: 'This address may not be called', es: 'No se puede llamar a esta dirección' },
    nextStep: {
      en: 'Use a public https address, or allow private addresses in the configuration.',
      es: 'Use una dirección https pública o permita direcciones privadas en la configuración.',
    },
  },
  delivery_failed: {
    status: 502,
    title: { en: 'The subscriber did not take the event', es: 'El suscriptor no aceptó el evento' },
    nextStep: {
      en: 'Mend the receiver, then redrive the delivery.',
      es: 'Corrija el receptor y reenvíe la entrega.',
    },
  },
  consumer_paused: {
    status: 409,
    title: {
      en: 'Deliveries to this subscriber are paused',
      es: 'Las entregas a este suscriptor están en pausa',
    },
    nextStep: {
      en: 'Mend the receiver, then resume the subscription.',
      es: 'Corrija el receptor y reanude la suscripción.',
    },
  },

  folder_locked: {
    status: 503,
    title: { en: 'The data folder is in use', es: 'La carpeta de datos está en uso' },
    nextStep: {
      en: 'Stop the other hub, or choose another folder with CENTRALITA_DATA.',
      es: 'Detenga el otro hub o elija otra carpeta con CENTRALITA_DATA.',
    },
  },
  config_invalid: {
    status: 500,
    title: { en: 'The configuration is not valid', es: 'La configuración no es válida' },
    nextStep: {
      en: 'Correct the line and setting named in the detail.',
      es: 'Corrija la línea y el ajuste que nombra el detalle.',
    },
  },
  hubspot_token_refused: {
    status: 502,
    title: { en: 'HubSpot refuses the token', es: 'HubSpot rechaza el token' },
    nextStep: {
      en: 'Copy the service key or private app token again into the variable that hubspot.token names.',
      es: 'Copie de nuevo la clave de servicio o el token de la aplicación privada en la variable que nombra hubspot.token.',
    },
  },
  hubspot_scope_missing: {
    status: 502,
    title: { en: 'The HubSpot token lacks a scope', es: 'Al token de HubSpot le falta un permiso' },
    nextStep: {
      en: 'Add the scopes named in the detail to the key or app in HubSpot.',
      es: 'Añada en HubSpot los permisos que nombra el detalle a la clave o aplicación.',
    },
  },
  hubspot_refused: {
    status: 422,
    title: { en: 'HubSpot refuses a value', es: 'HubSpot rechaza un valor' },
    nextStep: {
      en: 'Correct the property named in the detail, or its rule in HubSpot, then retry the record.',
      es: 'Corrija la propiedad que nombra el detalle, o su regla en HubSpot, y reintente el registro.',
    },
  },
  hubspot_property_unfit: {
    status: 422,
    title: {
      en: 'A HubSpot property does not fit what it is used for',
      es: 'Una propiedad de HubSpot no sirve para lo que se usa',
    },
    nextStep: {
      en: 'Choose another property in hubspot.fields, or change its type in HubSpot; then run centralita hubspot setup.',
      es: 'Elija otra propiedad en hubspot.fields o cambie su tipo en HubSpot; después ejecute centralita hubspot setup.',
    },
  },
  hubspot_ambiguous: {
    status: 409,
    title: {
      en: 'Several HubSpot contacts have this number',
      es: 'Varios contactos de HubSpot tienen este número',
    },
    nextStep: {
      en: 'Choose one with centralita hubspot review, or merge them in HubSpot.',
      es: 'Elija uno con centralita hubspot review o combínelos en HubSpot.',
    },
  },
  hubspot_limit_reached: {
    status: 429,
    title: { en: 'The HubSpot portal is at its limit', es: 'El portal de HubSpot llegó a su límite' },
    nextStep: {
      en: 'Nothing to do: what waits is written when the limit allows it again.',
      es: 'Nada que hacer: lo pendiente se escribe cuando el límite lo permita.',
    },
  },
  hubspot_unavailable: {
    status: 503,
    title: { en: 'HubSpot is not answering', es: 'HubSpot no responde' },
    nextStep: {
      en: 'Nothing to do: what waits is written later. See status.hubspot.com.',
      es: 'Nada que hacer: lo pendiente se escribe después. Consulte status.hubspot.com.',
    },
  },
} as const satisfies Record<string, CodeEntry>;

export type Code = keyof typeof codes;
export type Language = 'en' | 'es';

/** The English or Spanish words of a code. */
export const describeCode = (code: Code, language: Language = 'en'): { title: string; nextStep: string } => ({
  title: codes[code].title[language],
  nextStep: codes[code].nextStep[language],
});

/** An error with one of the codes above: what every part raises when it can say what is wrong. */
export class CentralitaError extends Error {
  readonly code: Code;
  readonly detail: string | undefined;
  /** The setting, field or path that is at fault. */
  readonly field: string | undefined;

  constructor(code: Code, detail?: string, options?: { cause?: unknown; field?: string }) {
    super(detail ? `${codes[code].title.en}: ${detail}` : codes[code].title.en, { cause: options?.cause });
    this.name = 'CentralitaError';
    this.code = code;
    this.detail = detail;
    this.field = options?.field;
  }

  get status(): number {
    return codes[this.code].status;
  }

  get nextStep(): string {
    return codes[this.code].nextStep.en;
  }
}
