/** An error as a person at the terminal reads it: what is wrong and what to do; a stack only for what nobody foresaw. */
export const explain = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return String(error);
  const { code, message, detail, nextStep, port, address, stack } = error as Record<string, unknown>;
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
  if (typeof nextStep === 'string') return `${message}\n${nextStep}`;
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) return String(message);
  return String(stack ?? message);
};
