/** An error as a person at the terminal reads it: what is wrong and what to do; a stack only for what nobody foresaw. */
export const explain = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return String(error);
  const { code, message, detail, nextStep, problem, port, address, stack } = error as Record<string, unknown>;
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use by another program. Stop that one, or choose another port with PORT or --port.`;
  }
  if (code === 'EACCES' && port !== undefined) {
    return `This user may not listen on port ${port}. Choose a port from 1024 on with PORT or --port.`;
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `This machine has no address ${address ?? ''}. Correct HOST: 127.0.0.1 is this machine alone, 0.0.0.0 every network.`;
  }
  if (code === 'config_invalid' && typeof detail === 'string') {
    return `The configuration is not valid:\n${detail.replace(/^/gm, '  ')}`;
  }
  if (isProblem(problem)) return `${message}\n${adviceFor(problem)}`;
  if (typeof nextStep === 'string') return `${message}\n${nextStep}`;
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) return String(message);
  return String(stack ?? message);
};

interface Problem {
  readonly code: string;
  readonly nextStep: string;
}

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'code' in value && 'nextStep' in value;

/** At a terminal a key comes from the environment, not from a header. */
const adviceFor = ({ code, nextStep }: Problem): string =>
  code === 'unauthenticated'
    ? 'Set CENTRALITA_API_KEY to a key of this hub, or CENTRALITA_KEY to what the hub was started with.'
    : nextStep;
