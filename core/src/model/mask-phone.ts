/** `+34 600 111 222` → `+34…22`: enough to tell two apart, not enough to call. Below six digits nothing is left but `…`. */
export const maskPhone = (phone: string): string => {
  const digits = phone.replace(/\D/g, '');
  return digits.length < 6
    ? '…'
    : `${phone.startsWith('+') ? '+' : ''}${digits.slice(0, 2)}…${digits.slice(-2)}`;
};
