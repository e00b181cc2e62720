import type { ControlError } from '../types.ts';

/** A refusal of `/sandbox/*`, with the next step. */
export class ControlProblem extends Error {
  override name = 'ControlProblem';
  readonly status: number;
  readonly nextStep: string | undefined;

  constructor(status: number, message: string, nextStep?: string) {
    super(message);
    this.status = status;
    this.nextStep = nextStep;
  }

  response(): Response {
    const body: ControlError = { error: { message: this.message, nextStep: this.nextStep } };
    return Response.json(body, { status: this.status });
  }
}

/** The JSON object of a request; an empty body is an empty object. */
export const jsonOf = async (request: Request): Promise<Record<string, unknown>> => {
  const text = await request.text();
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new ControlProblem(
    400,
    'The body is not a JSON object.',
    'Send JSON such as {"type":"text","text":{"body":"Hola"}}.',
  );
};
